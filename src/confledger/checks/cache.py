"""The files of the cache folder: written as a whole, tidied by whoever writes."""

import os

# Two for each work tree that the repository has, or once had.
MOST_FILES = 200
_KEPT = ("facts", "verdicts", "verdicts-settled")


def digest(data: bytes, size: int = 16) -> bytes:
    """Return a BLAKE2b digest of `size` bytes."""
    from _blake2 import blake2b  # hashlib would load OpenSSL for it

    return bytes(blake2b(data, digest_size=size).digest())


def write(folder: str, name: str, data: bytes) -> None:
    """Replace a file of the cache as a whole; give up silently where it cannot be written."""
    temporary = os.path.join(folder, f"{name}.{os.getpid()}.tmp")
    target = os.path.join(folder, name)
    try:
        os.makedirs(folder, exist_ok=True)
        _tidy(folder)
        with open(temporary, "wb") as file:
            file.write(data)
        if os.path.isdir(target):
            # Nobody's but ours is here; what it is for nobody can tell, so it is kept.
            os.rename(target, f"{target}.{os.getpid()}.aside")
        os.replace(temporary, target)
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            pass


def _tidy(folder: str) -> None:
    """Remove what killed runs left behind, and the oldest when it is about too many work trees."""
    kept = []
    for item in os.scandir(folder):
        writer, _, suffix = item.name.rpartition(".")
        if suffix == "tmp":
            if not _runs(writer.rpartition(".")[2]):
                os.unlink(item.path)
        elif item.name not in _KEPT and item.is_file():
            kept.append((item.stat().st_mtime_ns, item.path))
    if len(kept) > MOST_FILES:
        for _, path in sorted(kept)[: MOST_FILES // 2]:
            os.unlink(path)


def _runs(process: str) -> bool:
    """Whether there is a process with this number."""
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except OSError:
        pass
    return True
