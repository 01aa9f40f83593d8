"""A file replaced as a whole: it has the old bytes or the new ones, whatever happens in between."""

import os


def replace(file: str, data: bytes, *, mode: int | None = None, folder: str | None = None) -> None:
    """Give a file new bytes; raise OSError with the old ones still there.

    It is first written beside its place, or in another `folder` if that is on the same file
    system. It keeps its mode, unless one is given; a new file has that of any new file.
    """
    place = os.path.dirname(file) or "."
    temporary = os.path.join(_near(place, folder), f"{os.path.basename(file)}.{os.getpid()}.tmp")
    try:
        if mode is None and os.path.exists(file):
            mode = os.stat(file).st_mode & 0o7777
        with open(temporary, "wb", opener=_anew) as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, file)
    except BaseException:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        raise


def _anew(file: str, flags: int) -> int:
    """Make a file that was not there: what was may be a link, from a commit, to anywhere."""
    try:
        os.unlink(file)
    except FileNotFoundError:
        pass
    return os.open(file, flags | os.O_EXCL, 0o666)


def _near(place: str, folder: str | None) -> str:
    """Return the folder, where a file can be renamed from it to its place; else the place."""
    if folder is None:
        return place
    os.makedirs(folder, exist_ok=True)
    return folder if os.stat(folder).st_dev == os.stat(place).st_dev else place
