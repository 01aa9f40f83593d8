"""One reading of the source, from start to end, as it was at one moment; a Config, or why not."""

import os
import time

from confledger.errors import ConfledgerError
from confledger.loader.config import Config
from confledger.loader.folder import top_of
from confledger.loader.secret import Given, Secret
from confledger.loader.tracing import SourceUnreachable, Traced, on_the_way, why_unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from confledger.loader.folder import Folder

    # What makes a Config of a source and the folder in it.
    Load = Callable[[Folder, str], Config]

# Files that change while they are read are read again, so often and after so many seconds.
_TIMES, _PAUSE = 8, 0.02


class Attempt:
    """What came of reading `root`: a Config or an error, and all that was looked at for it.

    `root` is absolute, with its links as they are: where they lead may change.
    """

    __slots__ = ("_place", "config", "error", "root", "sealed", "source")

    def __init__(self, root: str, source: Traced, place: tuple[str, str]) -> None:
        self.root = root
        self.source = source
        self._place = place
        self.config: Config | None = None
        self.error: Exception | None = None
        # What stood in each file that secrets are in, or only when it changed.
        self.sealed: dict[str, object] = {}

    @property
    def unreachable(self) -> bool:
        """Whether the source is gone, rather than wrong."""
        return isinstance(self.error, SourceUnreachable)

    def moved(self) -> bool:
        """Whether reading again may come to something else, as far as files go."""
        return self._place != _place(self.root) or self.source.moved(time.monotonic())

    def folders(self) -> set[str]:
        """Return the folders in which a change would be seen."""
        found = self.source.folders() | on_the_way(self.root) | {self.root}
        found |= {os.path.dirname(self._place[0]), *self._place}
        return found


def attempt(root: str, load: "Load") -> Attempt:
    """Read a source; again if any of it changed meanwhile, so that no two states are mixed."""
    one = _once(root, load)
    for _ in range(_TIMES):
        if not one.moved():
            return one
        time.sleep(_PAUSE)
        one = _once(root, load)
    one.config = None
    one.error = ConfledgerError(
        "files of the configuration keep changing while they are read",
        help="write each anew beside itself, and rename it",
    )
    return one


def _once(root: str, load: "Load") -> Attempt:
    place = full, top = _place(root)
    one = Attempt(root, Traced(top, time.monotonic()), place)
    _read(one, full, top, load)
    one.source.noting = False
    return one


def _read(one: Attempt, full: str, top: str, load: "Load") -> None:
    why = why_unreachable(full)
    if why is not None:
        one.source.keep_an_eye_on([full])
        try:
            one.source.names(os.path.relpath(full, top))
        except SourceUnreachable:
            pass
        one.error = SourceUnreachable(f"the configuration folder {one.root} {why}")
        return
    inside = os.path.relpath(full, top)
    try:
        config = load(one.source, "" if inside == "." else inside)
    except Exception as error:
        one.error = error
        if not isinstance(error, SourceUnreachable):
            why = one.source.unreadable or _gone(why_unreachable(full), one.root)
            if why is not None:
                one.error = SourceUnreachable(why)
                one.error.__cause__ = error
        return
    files = set(kept_elsewhere(config))
    one.source.keep_an_eye_on(files)
    one.sealed = {file: one.source.seen(file) for file in files}
    one.config = config


def resealed(new: Attempt, old: Attempt | None) -> "frozenset[str] | None":
    """Return the files of secrets that are not as they were; None if nothing is known of that."""
    if old is None:
        return None
    both = new.sealed.keys() & old.sealed.keys()
    return frozenset(one for one in both if new.sealed[one] != old.sealed[one])


def _gone(why: str | None, root: str) -> str | None:
    return None if why is None else f"the configuration folder {root} {why}"


def _place(root: str) -> tuple[str, str]:
    """Return where a folder or file really is, and the top that it is read from."""
    full = os.path.realpath(root)
    return full, top_of(full if os.path.isdir(full) else os.path.dirname(full))


def kept_elsewhere(value: object) -> "Iterator[str]":
    """Yield the files that the secrets in a value are in, from the top or absolute."""
    for secret in secrets_of(value):
        yield from _files_of(secret)


def _files_of(secret: Secret) -> "Iterator[str]":
    for origin in secret.origin.split(" + "):
        scheme, _, rest = origin.partition(":")
        if scheme in ("sops", "file"):
            yield rest.partition("#")[0].removeprefix("//")


def secrets_of(value: object) -> "Iterator[Secret]":
    """Yield each secret in a value, in its order."""
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, Config):
        # Not by its own methods, which count what an application reads.
        for one in value._values.values():
            yield from secrets_of(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from secrets_of(one)


def alike(one: object, other: object, moved: "frozenset[str] | None" = frozenset()) -> bool:
    """Whether two values are the same to whoever uses them.

    Secrets are told by where they are kept, and differ if that file is one of those that moved;
    None stands for all.
    """
    if isinstance(one, Secret) and isinstance(other, Secret):
        if moved is None or not moved.isdisjoint(_files_of(one)):
            return False
        if isinstance(one, Given) and isinstance(other, Given) and not one.matches(other):
            return False
        kept = (one.origin, one.kind, one.written)
        return kept == (other.origin, other.kind, other.written)
    if isinstance(one, Config) and isinstance(other, Config):
        there = other._values
        return list(one) == list(other) and all(
            alike(value, there[name], moved) for name, value in one._values.items()
        )
    if isinstance(one, tuple) and isinstance(other, tuple):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(alike(this, that, moved) for this, that in pairs)
    # Of two numbers that are none, each is written `nan`.
    return type(one) is type(other) and (one == other or repr(one) == repr(other) == "nan")
