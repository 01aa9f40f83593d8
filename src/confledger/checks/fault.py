"""One fault of a document against its schema, and where the validator's errors stand."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from confledger.location import Path, Step

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

# What stands at an absolute location of a schema; None where that is not known.
Look = Callable[[str], object]


def place(error: "ValidationError", document: object) -> Path:
    """Return where an error stands; the validator gives keys that look like a number as one."""
    path: list[Step] = []
    for step in error.instance_path:
        if isinstance(document, dict) and isinstance(step, int):
            alike = [key for key in document if key.isdecimal() and int(key) == step]
            step = str(step) if str(step) in alike else alike[0] if alike else str(step)
        path.append(step)
        document = value_at(document, (step,))
    return tuple(path)


def value_at(document: object, path: Path) -> Any:
    """Return the value at a path; None when it leads nowhere."""
    for step in path:
        try:
            document = document[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return document


class Explained:
    """One fault: the path of the value, what is wrong with it, and the rule that says so.

    `unknown` marks a key that is not allowed; `at_key` that the fault is the key itself, not
    its value: the path then ends with that key. `address` is the absolute address of the
    rule, `location` of the subschema that has it.
    """

    __slots__ = (
        *("address", "at_key", "help", "keyword", "location", "message", "path", "subject"),
        "unknown",
    )

    def __init__(
        self,
        path: Path,
        keyword: str,
        message: str,
        address: str | None,
        *,
        help: str | None = None,
        subject: str = "",
        unknown: bool = False,
        at_key: bool = False,
    ) -> None:
        self.path = path
        self.keyword = keyword
        self.message = message
        self.help = help
        self.subject = subject or keyword
        self.unknown = unknown
        self.at_key = at_key or unknown
        self.address = address or ""
        uri, _, fragment = self.address.partition("#")
        self.location = f"{uri}#{fragment.rpartition('/')[0]}"
