"""Who is told of a new generation, and may refuse it before anybody sees it."""

from confledger.errors import ConfledgerError
from confledger.loader.generation import alike
from confledger.loader.keys import path_of
from confledger.location import Path, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.loader.config import Config

_STEPS = ("prepare", "commit", "abort")


class UpdateRefused(ConfledgerError):
    """A subscriber did not accept a new generation; the one before stays."""


class Subscription:
    """One subscriber, and the part that it wants to hear of; `close()` ends it.

    A subscriber has any of `prepare`, `commit` and `abort`, each called with the new value and
    the old one; or is called with them itself, in place of `commit`.
    """

    __slots__ = ("_close", "_steps", "_told", "key", "path")

    def __init__(
        self, subscriber: object, key: str | None, close: "Callable[[Subscription], None]"
    ) -> None:
        self.key = key
        self.path: Path = () if key is None else path_of(key)
        self._close = close
        self._told = _name_of(subscriber)
        self._steps = {name: getattr(subscriber, name, None) for name in _STEPS}
        if not any(map(callable, self._steps.values())):
            if not callable(subscriber):
                raise ConfledgerError(
                    f"{self._told} cannot subscribe: it has none of {', '.join(_STEPS)}",
                    help="give a function of the new and the old value, or an object with them",
                )
            self._steps["commit"] = subscriber

    def wants(self, new: "Config", old: "Config", moved: "frozenset[str] | None") -> bool:
        """Whether the part that it wants to hear of is another one; see `alike`."""
        return self.key is None or not alike(self._part(new), self._part(old), moved)

    def step(self, name: str, new: "Config", old: "Config") -> None:
        """Let it prepare, commit or abort; what it raises is raised."""
        call = self._steps[name]
        if callable(call):
            call(self._part(new), self._part(old))

    def close(self) -> None:
        """End the subscription; a call that has begun is not waited for."""
        self._close(self)

    def __enter__(self) -> "Subscription":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Subscription of {self._told}>"

    def said(self) -> str:
        """Return what it is called in a message."""
        return self._told + (f" (of `{dotted(self.path)}`)" if self.key is not None else "")

    def _part(self, config: "Config") -> object:
        """Return the value it wants to hear of; None where there is none."""
        if self.key is None:
            return config
        try:
            return config.at(self.key)
        except ConfledgerError:
            return None


def prepare(
    subscriptions: "list[Subscription]",
    new: "Config",
    old: "Config",
    moved: "frozenset[str] | None",
    asked: "list[Subscription]",
) -> None:
    """Let each prepare that is concerned, in their order, and put it to those `asked`.

    Where one raises, those that had prepared abort, the last first, and UpdateRefused is raised.
    """
    for one in subscriptions:
        try:
            if one.wants(new, old, moved):
                one.step("prepare", new, old)
                asked.append(one)
        except Exception as error:
            abort(asked, new, old)
            # What else it says may quote a value; the error itself is the cause of this one.
            why = str(error) if isinstance(error, ConfledgerError) else type(error).__name__
            raise UpdateRefused(f"{one.said()} refused the update: {why}") from error
        except BaseException:
            abort(asked, new, old)
            raise


def commit(asked: "list[Subscription]", new: "Config", old: "Config") -> list[str]:
    """Tell each that the new generation holds; return what those say that raised."""
    return _all("commit", asked, new, old)


def abort(asked: "list[Subscription]", new: "Config", old: "Config") -> list[str]:
    """Tell each, the last first, that nothing comes of what it prepared for."""
    return _all("abort", asked[::-1], new, old)


def _all(name: str, asked: "list[Subscription]", new: "Config", old: "Config") -> list[str]:
    failed = []
    for one in asked:
        try:
            one.step(name, new, old)
        except Exception as error:
            failed.append(f"{one.said()} raised {type(error).__name__} in {name}")
    return failed


def _name_of(subscriber: object) -> str:
    named = getattr(subscriber, "__qualname__", None)
    return str(named) if isinstance(named, str) else type(subscriber).__qualname__
