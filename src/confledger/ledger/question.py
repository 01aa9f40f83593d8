"""What somebody wants to know of the ledger, and whether a row is part of the answer."""

from confledger.changes.leaves import ITEMS
from confledger.ledger.commit import Commit
from confledger.ledger.entry import ADDED, CHANGED, REMOVED, REORDERED, RETYPED, Entry, hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MOVED, UNPARSABLE, REFORMATTED, REENCRYPTED = "moved", "unparsable", "reformatted", "re-encrypted"
KINDS = (
    *(ADDED, REMOVED, CHANGED, RETYPED, REORDERED),
    *(MOVED, UNPARSABLE, REFORMATTED, REENCRYPTED),
)
# Versions in which no value changed; listed when asked for.
QUIET = (REFORMATTED, REENCRYPTED)


class Question:
    """Which rows are wanted; None where it does not matter.

    `files` and `keys` are numbers, `belongs` says of a path whether its rows count. `since` and
    `until` are the first and the last second, of landing; `after` and `up_to` are commits of the
    mainline, of which the first is not part of it and the second is. `everything` lists what was
    written on side branches where it was written, instead of what the mainline got.
    """

    __slots__ = (
        *("after", "author", "belongs", "everything", "expand", "files", "keys", "kinds"),
        *("secret", "since", "text", "until", "up_to"),
    )

    def __init__(
        self,
        *,
        files: "frozenset[int] | None" = None,
        keys: "list[int] | None" = None,
        belongs: "Callable[[str], bool] | None" = None,
        since: int | None = None,
        until: int | None = None,
        after: int | None = None,
        up_to: int | None = None,
        author: str | None = None,
        text: str | None = None,
        kinds: "frozenset[str]" = frozenset(),
        secret: bool = False,
        everything: bool = False,
        expand: bool = False,
    ) -> None:
        self.files = files
        self.keys = keys
        self.belongs = belongs
        self.since = since
        self.until = until
        self.after = after
        self.up_to = up_to
        self.author = None if author is None else author.casefold()
        self.text = None if text is None else text.casefold()
        self.kinds = kinds
        self.secret = secret
        self.everything = everything
        self.expand = expand

    def wants_commit(self, commit: Commit) -> bool:
        """Whether somebody who is asked for wrote a commit."""
        if self.author is None:
            return True
        return self.author in f"{commit.author} <{commit.author_email}>".casefold()

    def wants_leaf(self, entry: Entry, commit: Commit) -> bool:
        """Whether a row about a value is wanted, as far as it says itself."""
        if self.kinds and entry.operation not in self.kinds:
            return False
        old, new = entry.old, entry.new
        if self.secret and not any(isinstance(one, str) and hidden(one) for one in (old, new)):
            return False
        return self._mentions(commit.subject, old, new)

    def wants_file(self, kind: str, state: str, commit: Commit) -> bool:
        """Whether a row about a whole file is wanted."""
        if self.secret:
            return False
        if self.kinds and not self.kinds & {kind, state}:
            return False
        return self._mentions(commit.subject)

    def _mentions(self, *texts: object) -> bool:
        """Whether the text that is asked for stands in one of these."""
        if self.text is None:
            return True
        return any(isinstance(one, str) and self.text in one.casefold() for one in texts)


def is_order(key: object) -> bool:
    """Whether a key is that of the order of a list."""
    return str(key).endswith("/" + ITEMS)
