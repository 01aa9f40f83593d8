"""The last good copy: a file with the values that held last, to start from without their source.

Two lines of JSON. The first says format, version, length and SHA-256 of the second, which holds
the values: a copy that is torn, cut off or edited is not used. No secret is in it, only where
each one stood. It is written beside itself and renamed, and the copy before stays as `PATH.1`:
whenever the process ends, the old one or the new one is whole.
"""

import os
from stat import S_ISREG

from confledger.errors import ConfledgerError
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT, VERSION = "confledger-last-good", 1
BEFORE = ".1"
# Of one copy, and of its first line.
_MOST, _MOST_HEADER = 64 * 1024 * 1024, 4096
# Drafts that nobody renamed are removed after so many seconds.
_OLD = 3600
_FIELDS: "dict[str, type | tuple[type, ...]]" = {
    "root": str,
    "environment": (str, type(None)),
    "host": (str, type(None)),
    "digest": str,
    "commit": (str, type(None)),
    "loaded_at": str,
    "files": list,
    "values": dict,
    "secrets": list,
    "variables": list,
}


class CopyUnusable(ConfledgerError):
    """There is no last good copy that can be used, and the message says why."""


class Copy:
    """What a last good copy holds.

    `secrets` are path, origin and type of what is not in `values`, where None stands instead;
    `variables` the names of those that choose environment and host where nobody names one.
    """

    __slots__ = (
        *("commit", "digest", "environment", "files", "host", "loaded_at", "root"),
        *("secrets", "values", "variables"),
    )

    def __init__(
        self,
        *,
        root: str,
        environment: str | None,
        host: str | None,
        digest: str,
        commit: str | None,
        loaded_at: str,
        files: list[str],
        values: dict[str, object],
        secrets: list[tuple[Path, str, str]],
        variables: list[str],
    ) -> None:
        self.root = root
        self.environment = environment
        self.host = host
        self.digest = digest
        self.commit = commit
        self.loaded_at = loaded_at
        self.files = files
        self.values = values
        self.secrets = secrets
        self.variables = variables

    def encoded(self) -> bytes:
        """Return the bytes of the file; raise ConfledgerError for values that JSON has not."""
        import json
        from hashlib import sha256

        held = {name: getattr(self, name) for name in _FIELDS}
        try:
            body = json.dumps(held, separators=(",", ":")).encode("ascii")
        except (TypeError, ValueError, RecursionError) as error:
            raise ConfledgerError(
                f"the values cannot be kept as JSON: {type(error).__name__}"
            ) from None
        digest = sha256(body).hexdigest()
        header = {"format": FORMAT, "version": VERSION, "bytes": len(body), "sha256": digest}
        return json.dumps(header).encode("ascii") + b"\n" + body + b"\n"


def place(
    root: str, environment: str | None, host: str | None, environ: "Mapping[str, str]"
) -> str:
    """Return where the copy of a configuration is kept if nobody says otherwise."""
    from confledger.loader.digests import short
    from confledger.loader.surroundings import state_folder

    # Who has no home in the environment, has one by the list of users.
    state = state_folder(environ) or os.path.join(os.path.expanduser("~"), ".local", "state")
    words = [os.path.basename(root), environment or "", host or ""]
    words.append(short(root, environment or "", host or ""))
    name = "-".join(
        "".join(one if one.isascii() and (one.isalnum() or one in "._") else "_" for one in word)
        for word in words
        if word
    )
    return os.path.join(state, "confledger", "last-good", name.lstrip(".") + ".json")


def write(path: str, copy: Copy) -> None:
    """Put a copy in the place of the one there, which stays as `PATH.1` if it had other values.

    Raise ConfledgerError where that cannot be done; then the one there is as it was.
    """
    data = copy.encoded()
    folder, name = os.path.split(os.path.abspath(path))
    draft = os.path.join(folder, f".{name}.{os.getpid()}.{os.urandom(4).hex()}.draft")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        try:
            _save(draft, data)
            _sweep(folder, name, draft)
            if _differs(path, copy):
                _set_aside(path, draft + BEFORE)
            os.replace(draft, path)
        except BaseException:
            _remove(draft)
            _remove(draft + BEFORE)
            raise
        _settle(folder)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfledgerError(f"the last good copy {path} was not written: {reason}") from error


def newest(path: str) -> tuple[Copy, list[str]]:
    """Return the copy at a path or, where that cannot be used, the one before it.

    And why others were passed over. Raise CopyUnusable where none is left.
    """
    reasons: list[str] = []
    for one in (path, path + BEFORE):
        try:
            return read(one), reasons
        except CopyUnusable as error:
            reasons.append(str(error))
    raise CopyUnusable(reasons[0])


def read(path: str) -> Copy:
    """Return what a file holds; raise CopyUnusable with the reason if it is no whole copy."""
    return decoded(_bytes(path), path)


def decoded(data: bytes, path: str) -> Copy:
    """Return the copy that bytes are; raise CopyUnusable, which names them by a path."""
    header, _, rest = data.partition(b"\n")
    return _copy(_body(path, header, rest), path)


def _bytes(path: str) -> bytes:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise CopyUnusable(f"there is no last good copy {path}") from None
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise CopyUnusable(f"the last good copy {path} cannot be read: {reason}") from error
    try:
        there = os.fstat(file)
        if not S_ISREG(there.st_mode):
            raise CopyUnusable(f"the last good copy {path} is not a regular file")
        if there.st_uid not in (0, os.geteuid()) or there.st_mode & 0o022:
            raise CopyUnusable(f"the last good copy {path} can be written by others")
        if there.st_size > _MOST:
            raise CopyUnusable(f"the last good copy {path} is larger than {_MOST:,} bytes")
        pieces = []
        while piece := os.read(file, 1 << 20):
            pieces.append(piece)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise CopyUnusable(f"the last good copy {path} cannot be read: {reason}") from error
    finally:
        os.close(file)
    return b"".join(pieces)


def _body(path: str, header: bytes, rest: bytes) -> object:
    import json
    from hashlib import sha256
    from hmac import compare_digest

    try:
        said = json.loads(header) if len(header) <= _MOST_HEADER else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise CopyUnusable(f"{path} is no last good copy: its first line is not one's")
    if said.get("version") != VERSION:
        raise CopyUnusable(f"the last good copy {path} is of another version than {VERSION}")
    if said.get("bytes") != len(rest) - 1 or rest[-1:] != b"\n":
        raise CopyUnusable(f"the last good copy {path} is not whole: its length is another")
    if not compare_digest(str(said.get("sha256")).encode(), sha256(rest[:-1]).hexdigest().encode()):
        raise CopyUnusable(f"the last good copy {path} was changed: its digest is another")
    try:
        return json.loads(rest)
    except (ValueError, RecursionError):
        raise CopyUnusable(f"the last good copy {path} holds no JSON") from None


def _copy(held: object, path: str) -> Copy:
    if (
        not isinstance(held, dict)
        or held.keys() != _FIELDS.keys()
        or not all(isinstance(held[name], kind) for name, kind in _FIELDS.items())
        or not all(_is_secret(one) for one in held["secrets"])
        or [type(one) for one in held["variables"]] != [str, str]
    ):
        raise CopyUnusable(f"the last good copy {path} lacks what a copy holds")
    held["secrets"] = [(tuple(at), origin, kind) for at, origin, kind in held["secrets"]]
    return Copy(**held)


def _is_secret(one: object) -> bool:
    return (
        isinstance(one, list)
        and [type(part) for part in one] == [list, str, str]
        and all(type(step) in (str, int) for step in one[0])
    )


def _save(path: str, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(file, view) :]
        os.fsync(file)
    finally:
        os.close(file)


def _differs(path: str, copy: Copy) -> bool:
    """Whether there is a whole copy with other values: only such a one is worth its place."""
    try:
        there = read(path)
    except CopyUnusable:
        return False
    return (there.values, there.secrets) != (copy.values, copy.secrets)


def _set_aside(path: str, name: str) -> None:
    try:
        # By another name first, so that there is a copy at `path` all the time.
        os.link(path, name)
        os.replace(name, path + BEFORE)
    except FileExistsError:
        raise
    except OSError:
        # A file system without such links, or without room: the copy before is not kept.
        _remove(name)


def _sweep(folder: str, name: str, draft: str) -> None:
    """Remove old drafts of processes that were killed; the file system tells the time."""
    now = os.stat(draft).st_mtime
    with os.scandir(folder) as entries:
        for one in entries:
            if one.name.startswith(f".{name}.") and ".draft" in one.name:
                try:
                    if now - one.stat(follow_symlinks=False).st_mtime > _OLD:
                        os.unlink(one.path)
                except OSError:
                    pass


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass


def _settle(folder: str) -> None:
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
