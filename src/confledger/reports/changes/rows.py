"""From the changes of one file to rows that may be shown: keys for people, secrets hidden."""

from confledger.changes.change import MISSING, MOVED, RENAMED, Change
from confledger.changes.identity import document_label
from confledger.location import Path, dotted
from confledger.reports.changes.content import Row
from confledger.secrets.redaction import HIDDEN, Redaction, key_shown, keys_shown, path_shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.secrets.scope import Scope

# Document and path of a value that must not be shown, whatever its name.
Place = tuple[int, Path]


class Hiding:
    """What must not be shown of one version: what Redaction tells, and what was or is encrypted.

    `scope` says which values of the file ought to be encrypted and are not.
    """

    def __init__(
        self,
        documents: list[object],
        places: "frozenset[Place]",
        *,
        everything: bool = False,
        scope: "Scope | None" = None,
    ) -> None:
        self.documents = documents
        self._places = places
        self._everything = everything
        self._scope = scope
        self._redactions: dict[int, Redaction] = {}

    def hides(self, document: int, path: Path, value: object) -> bool:
        """Whether a value at a place of this version must not be shown."""
        if isinstance(value, (dict, list)):
            return False
        if self._everything and value is not None and not isinstance(value, bool):
            return True
        if (document, path) in self._places:
            return True
        known = self._redactions.get(document)
        if known is None:
            redaction = Redaction(self.documents[document], self._scope)
            known = self._redactions[document] = redaction
        return known.hides(path, value)

    def shown(self, document: int, path: Path, value: object) -> tuple[object, bool]:
        """Return a value with what must not be shown replaced, and whether anything was."""
        if isinstance(value, dict):
            return self._of_children(
                value, {key: self.shown(document, (*path, key), one) for key, one in value.items()}
            )
        if isinstance(value, list):
            made = [self.shown(document, (*path, at), one) for at, one in enumerate(value)]
            return [one for one, _ in made], any(hidden for _, hidden in made)
        return (HIDDEN, True) if self.hides(document, path, value) else (value, False)

    def _of_children(
        self, value: dict[str, object], made: dict[str, tuple[object, bool]]
    ) -> tuple[object, bool]:
        named = keys_shown(value)
        hidden = named is not value or any(hidden for _, hidden in made.values())
        if not hidden:
            return value, False
        return dict(zip(named, (one for one, _ in made.values()), strict=True)), True


def rows(
    changes: list[Change],
    before: Hiding,
    after: Hiding,
    documents: tuple[list[object], list[object]],
    notes: "Callable[[Change], list[str]] | None" = None,
) -> list[Row]:
    """Return a row for each change; of a value that is hidden on one side, both are."""
    several = max(len(documents[0]), len(documents[1])) > 1
    found = []
    for change in changes:
        old, new, hidden = _values(change, before, after)
        gone = change.path is None
        side = before if gone else after
        row = Row(
            change.kind,
            _key(change, side, documents[0] if gone else documents[1]),
            old,
            new,
            was=_was(change, before),
            document=_document(change, documents, several=several),
            hidden=hidden,
            notes=[] if notes is None or hidden else notes(change),
            old_path=None if change.old_path is None else path_shown(change.old_path),
            new_path=None if change.path is None else path_shown(change.path),
            old_number=None if change.old_path is None else change.old_document,
            new_number=None if change.path is None else change.document,
        )
        found.append(row)
    return found


def labelled(label: tuple[str, ...], path: Path) -> str:
    """Write a path with the labels of its items."""
    if len(label) != len(path):
        return dotted(path)
    text = ""
    for name, step in zip(label, path, strict=True):
        if isinstance(step, int):
            text += name if name.startswith("[") else f"[{name}]"
        else:
            one = dotted((step,))
            text += one if not text or one.startswith("[") else f".{one}"
    return text or "(root)"


def _key(change: Change, side: Hiding, documents: list[object]) -> str:
    """Return the path of a change for people; an identity that is a secret is a number."""
    gone = change.path is None
    path = (change.old_path if gone else change.path) or ()
    number = (change.old_document if gone else change.document) or 0
    label = list(change.label)
    if len(label) == len(path) and number < len(documents):
        value = documents[number]
        for at, step in enumerate(path):
            try:
                value = value[step]  # type: ignore[index]  # tried
            except (KeyError, IndexError, TypeError):
                break
            here = path[: at + 1]
            if isinstance(step, int) and _secret(label[at], number, here, value, side):
                label[at] = f"[{step}]"
    return labelled(tuple(map(key_shown, label)), path_shown(path))


def _secret(label: str, number: int, path: Path, value: object, side: Hiding) -> bool:
    """Whether a label such as `[name=web]` has a value in it that is hidden."""
    if not isinstance(value, dict) or "=" not in label:
        return False
    names = [part.partition("=")[0] for part in label.strip("[]").split(",")]
    return any(side.hides(number, (*path, name), value[name]) for name in names if name in value)


def _values(change: Change, before: Hiding, after: Hiding) -> tuple[object, object, bool]:
    if change.kind == MOVED or (change.kind == RENAMED and not _identity(change)):
        return MISSING, MISSING, False
    old, new = change.before, change.after
    hidden = False
    if change.old_path is not None and old is not MISSING:
        old, hidden = before.shown(change.old_document or 0, change.old_path, old)
    if change.path is not None and new is not MISSING:
        new, too = after.shown(change.document or 0, change.path, new)
        if (hidden or too) and old is not MISSING:
            # Whichever side tells that it is a secret, it is one on the other as well.
            old, new = _concealed(change.before), _concealed(change.after)
        hidden = hidden or too
    return old, new, hidden


def _concealed(value: object) -> object:
    return value if value is None or value in ({}, []) else HIDDEN


def _identity(change: Change) -> bool:
    """Whether something was renamed by the value of its name, not by its key."""
    old, new = change.old_path or (), change.path or ()
    return old[-1:] == new[-1:]


def _was(change: Change, before: Hiding) -> str:
    """Return what was renamed or moved was called, as far as it is another name now."""
    old, new = change.old_path, change.path
    if change.kind not in (MOVED, RENAMED) or old is None or new is None:
        return ""
    if change.kind == MOVED or not _identity(change):
        old, new = path_shown(old), path_shown(new)
    if change.kind == MOVED:
        return dotted(old)
    if not _identity(change):
        return dotted(old[-1:] if old[:-1] == new[:-1] else old)
    shown, _ = before.shown(change.old_document or 0, old, change.before)
    return str(shown)


def _document(
    change: Change, documents: tuple[list[object], list[object]], *, several: bool
) -> str:
    """Return what the document of a change is called: by its identity, else by its number.

    Nothing where the file has but one, unless that one is new or gone.
    """
    if not several and (change.path or change.old_path):
        return ""
    if change.path is not None:
        number, held = change.document, documents[1]
    else:
        number, held = change.old_document, documents[0]
    if number is None or number >= len(held):
        return ""
    known = "/".join(map(key_shown, document_label(held[number]).split("/")))
    return known or (f"document {number + 1}" if several else "")
