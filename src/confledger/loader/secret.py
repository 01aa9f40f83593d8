"""A secret of the configuration: opened on first use, never shown by accident."""

import os
from _thread import allocate_lock

from confledger.errors import ConfledgerError
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import NoReturn

    from confledger.loader.folder import Source
    from confledger.secrets.plain import Plain
    from confledger.settings import Settings

SHOWN = "<secret>"
_CLOSED = "is closed: the configuration that it belongs to was given up"


class SecretUnusable(ConfledgerError):
    """A secret that cannot be opened, or is not what it is said to be; never quotes it."""


class Once:
    """A lock that outlives `fork`: a child gets its own, whoever held this one in the parent."""

    __slots__ = ("_lock", "_process")

    def __init__(self) -> None:
        self._process = 0
        self._lock = allocate_lock()

    def __enter__(self) -> None:
        process = os.getpid()
        if self._process != process:
            if self._process:
                self._lock = allocate_lock()
            self._process = process
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class Secret:
    """A value that is encrypted or kept elsewhere; `reveal()` opens it, once.

    `origin` says where it is, such as `sops:config/secrets/prod.yaml#/mail`, and is no secret;
    `kind` is its JSON type. Printed, formatted or logged it is `<secret>`; a copy of it is
    itself; it cannot be pickled, and `json` does not take it. Two are equal where they come from
    the same ciphertext of the same place, which opens none; a text is compared with `matches`.
    """

    __slots__ = ("__weakref__", "_closed", "_held", "_once", "_open", "kind", "origin", "written")

    def __init__(
        self,
        origin: str,
        open: "Callable[[], Plain]",
        kind: str = "string",
        *,
        written: str | None = None,
    ) -> None:
        self.origin = origin
        self.kind = kind
        # What stands for it in the file, ciphertext or reference: no secret either.
        self.written = written
        self._open = open
        self._held: Plain | None = None
        self._closed = False
        self._once = Once()

    def reveal(self) -> str:
        """Return the text itself; of a map or list, as JSON. Raise ConfledgerError."""
        return self._opened().reveal().decode("utf-8", "surrogateescape")

    def value(self) -> object:
        """Return the value with its type: a number, a truth value, a text, a map or a list."""
        return typed(self._opened(), self.kind, self.origin)

    def matches(self, text: "str | bytes | Secret") -> bool:
        """Whether it is that text; the time it takes does not tell where they differ."""
        from hmac import compare_digest

        return compare_digest(_raw(self), _raw(text))

    def close(self) -> None:
        """Overwrite what is in memory, for good; it cannot be opened any more."""
        self._closed = True
        held, self._held = self._held, None
        if held is not None:
            held.wipe()

    @property
    def is_open(self) -> bool:
        """Whether it is in memory in clear text."""
        return self._held is not None

    def _opened(self) -> "Plain":
        held = self._held
        if held is None:
            with self._once:
                held = self._held
                if held is None:
                    if self._closed:
                        raise SecretUnusable(f"the secret {self.origin} {_CLOSED}")
                    held = self._open()
                    self._held = held
        return held

    def __repr__(self) -> str:
        return SHOWN

    __str__ = __repr__

    def __format__(self, how: str) -> str:
        return SHOWN

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Secret):
            if self.written is None or other.written is None:
                return self is other
            return (self.origin, self.written) == (other.origin, other.written)
        if isinstance(other, (str, bytes)):
            # False would be believed, whatever the text is.
            raise TypeError("a secret is not compared with ==: use `secret.matches(text)`")
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.origin)

    def __bool__(self) -> bool:
        if self.kind in ("boolean", "integer", "number", "null"):
            # True, whatever it is, would be believed.
            raise TypeError(f"a secret {self.kind} is neither true nor false: use `.value()`")
        return True

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, _: object) -> "Secret":
        return self

    def __reduce_ex__(self, _: object) -> "NoReturn":
        raise TypeError("a secret is not pickled: load the configuration where it is needed")

    def __getstate__(self) -> "NoReturn":
        raise TypeError("a secret is not pickled: load the configuration where it is needed")


class _Joined(Secret):
    """One text of several parts: not kept, but put together each time it is asked for."""

    __slots__ = ("parts",)

    def __init__(self, parts: "Sequence[str | Secret]") -> None:
        secrets = [one for one in parts if isinstance(one, Secret)]
        origin = " + ".join(dict.fromkeys(one.origin for one in secrets))
        super().__init__(origin, self._put_together)
        self.parts = tuple(parts)

    def _opened(self) -> "Plain":
        if self._closed:
            raise SecretUnusable(f"the secret {self.origin} {_CLOSED}")
        return self._put_together()

    def _put_together(self) -> "Plain":
        from confledger.secrets.plain import Plain

        # All are opened before one of them is clear text here: what fails shows none.
        for one in self.parts:
            if isinstance(one, Secret):
                one._opened()
        return Plain(b"".join([_raw(one) for one in self.parts]))


def joined(parts: "Sequence[str | Secret]") -> Secret:
    """Return one secret of several texts, of which one at least is a secret."""
    return _Joined(parts)


class Given(Secret):
    """A secret that came in clear text, such as in an environment variable."""

    __slots__ = ()

    def __init__(self, origin: str, value: object) -> None:
        plain = plain_of(value)
        super().__init__(origin, lambda: plain, kind_of(value))


class Referred(Secret):
    """A secret whose place stands in the configuration; `reference` is that text.

    Where that is in an encrypted file, `inside` is the file and the path in it, and `shape` what
    stands there, encrypted as it is.
    """

    __slots__ = ("inside", "reference", "shape")

    def __init__(
        self,
        reference: str,
        open: "Callable[[], Plain]",
        kind: str = "string",
        *,
        written: str | None = None,
    ) -> None:
        super().__init__(reference, open, kind, written=written)
        self.reference = reference
        self.inside: tuple[str, Path] | None = None
        self.shape: object = None


def plain_of(value: object) -> "Plain":
    """Return a value as it is kept in clear text: a text as it is, all else as JSON."""
    from confledger.secrets.plain import Plain

    if isinstance(value, str):
        return Plain(value.encode("utf-8", "surrogateescape"))
    import json

    return Plain(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogateescape"))


def kind_of(value: object) -> str:
    """Return the JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    for kind, name in _KINDS:
        if isinstance(value, kind):
            return name
    return "string"


_KINDS: tuple[tuple[type, str], ...] = (
    (int, "integer"),
    (float, "number"),
    (dict, "object"),
    (list, "array"),
)


def _raw(one: "str | bytes | Secret") -> bytes:
    if isinstance(one, Secret):
        return one._opened().reveal()
    return one if isinstance(one, bytes) else one.encode("utf-8", "surrogateescape")


def typed(held: "Plain", kind: str, origin: str) -> object:
    """Read clear text as a type; raise SecretUnusable, which says what is wrong without it."""
    import json

    try:
        if kind == "string":
            return held.reveal().decode("utf-8", "surrogateescape")
        if kind == "integer":
            return int(held.reveal())
        if kind == "number":
            return float(held.reveal())
        value: object = json.loads(held.reveal())
    except ValueError:
        # Whose message quotes the text; nothing of it is passed on.
        pass
    else:
        return value
    raise SecretUnusable(
        f"the secret {origin} does not hold what it is said to hold: expected {kind}",
        help="see `confledger secrets check`",
    )


class Openers:
    """What the secrets of one load are opened with: files, settings, environment variables.

    `fake` gives made-up values instead. `noted` and `unnoted` count what was opened, and what
    of it the journal could not take. `opening` and its like work on it.
    """

    __slots__ = (
        *("closed", "environ", "fake", "files", "given", "noted", "once", "settings", "source"),
        *("top", "unnoted"),
    )

    def __init__(
        self,
        top: str,
        *,
        fake: bool = False,
        source: "Source | None" = None,
        settings: "Settings | None" = None,
        environ: "Mapping[str, str] | None" = None,
    ) -> None:
        self.top = top
        self.fake = fake
        self.source = source
        self.settings = settings
        self.environ: Mapping[str, str] = {} if environ is None else environ
        self.noted = 0
        self.unnoted = 0
        self.closed = False
        self.once = Once()
        # Encrypted files in clear text, by path and ciphertext; and whatever else was opened.
        self.files: dict[tuple[str, bytes], object] = {}
        self.given: list[Plain] = []

    def close(self) -> None:
        """Overwrite everything that was opened; none of these secrets can be opened again."""
        self.closed = True
        with self.once:
            given, self.given = self.given, []
            self.files.clear()
        for one in given:
            one.wipe()
