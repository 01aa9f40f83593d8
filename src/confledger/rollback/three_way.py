"""What a commit changed taken back out of a file, key by key, whatever else changed since.

`base` is the file as the commit left it, `old` as it was before, `now` as it is. Of each key
that the commit changed: where it still has what the commit gave it, it gets back what it had;
where it has that already, nothing is done; else somebody changed it again, and it is a clash.
"""

from confledger.changes.identity import Identities
from confledger.changes.leaves import ITEMS, ROOT, add, plain, shown_step, typed
from confledger.changes.leaves import ORDER as LETTER_OF_ORDER
from confledger.changes.sameness import exactly_same
from confledger.location import Path
from confledger.rollback import aligned
from confledger.secrets.redaction import HIDDEN

_USUAL = Identities()
CHANGED, GONE, THERE, ORDER = "changed", "gone", "there", "order"
# What is said of a key that the commit and somebody after it changed.
WHYS = {
    CHANGED: "changed again since",
    GONE: "taken out since",
    THERE: "added again since, as something else",
    ORDER: "put in another order since",
}


class Missing:
    """Stands where a version has nothing: `None` is a value."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


class Clash:
    """A key that is neither what the commit made of it nor what it was before.

    `wanted` and `now` are values, MISSING where there is none.
    """

    __slots__ = ("key", "kind", "now", "wanted")

    def __init__(self, key: str, wanted: object, now: object, kind: str) -> None:
        self.key = key
        self.wanted = wanted
        self.now = now
        self.kind = kind

    def __repr__(self) -> str:
        # Never what it holds.
        return f"Clash({self.key!r}, {self.kind!r})"


class Merge:
    """What comes out: `documents`, and where that could not be; `taken` are keys that go back."""

    __slots__ = ("blended", "clashes", "documents", "taken")

    def __init__(self) -> None:
        # Of `taken`, texts of several lines that others changed too, in other lines.
        self.blended: list[str] = []
        self.documents: list[object] = []
        self.clashes: list[Clash] = []
        self.taken: list[str] = []


def merged(
    base: list[object],
    old: list[object],
    now: list[object],
    identities: Identities = _USUAL,
    lines: "Lines | None" = None,
) -> Merge:
    """Take the way from `old` to `base` back out of `now`; documents as `load` gives them.

    `lines` does the same with texts of several lines, and gives None where they are at odds.
    """
    merging = _Merging(identities, lines)
    made = merging.result
    if len(base) == len(old) == len(now) == 1:
        at = aligned.document_labels(now)[0] + ROOT
        value = merging.value(base[0], old[0], now[0], at, ())
        made.documents = [value]
    else:
        labels = [aligned.document_labels(documents) for documents in (base, old, now)]
        steps = [[label + ROOT for label in one] for one in labels]
        made.documents = merging.known(labels, (base, old, now), steps, "", ())
    return made


class _Merging:
    __slots__ = ("identities", "lines", "result")

    def __init__(self, identities: Identities, lines: "Lines | None") -> None:
        self.identities = identities
        self.lines = lines
        self.result = Merge()

    def value(
        self, base: object, old: object, now: object, at: str, path: Path, *, whole: bool = False
    ) -> object:
        """Return what comes out at a key; MISSING where nothing does.

        `whole` is of an item of a list, or a document: what there is of it belongs together.
        """
        if _same(base, old) or _same(now, old):
            return now
        if _same(now, base):
            self.result.taken.append(at)
            return old
        if now is MISSING:
            self._gone(base, old, at, path)
            return now
        if base is MISSING or old is MISSING:
            if not whole:
                inner = self._partly(base, old, now, at, path)
                if inner is not None:
                    return inner
            return self._clash(at, old, now, CHANGED if old is MISSING else THERE)
        kinds = {type(base), type(old), type(now)}
        if kinds == {dict}:
            return self._maps(base, old, now, at, path)  # type: ignore[arg-type]  # as `kinds` says
        if kinds == {list}:
            return self._lists(base, old, now, at, path)  # type: ignore[arg-type]  # as `kinds` says
        if kinds == {str} and self.lines is not None:
            texts = str(base), str(old), str(now)
            blended = self.lines(*texts) if all("\n" in one for one in texts) else None
            if blended is not None:
                self.result.taken.append(at)
                self.result.blended.append(at)
                return blended
        return self._clash(at, old, now, CHANGED)

    def known(
        self,
        labels: list[list[str]],
        lists: tuple[list[object], list[object], list[object]],
        steps: list[list[str]],
        at: str,
        path: Path,
    ) -> list[object]:
        """Return the items that come out, of lists whose items are known by labels."""
        base, old, now = (dict(zip(*one, strict=True)) for one in zip(labels, lists, strict=True))
        shown = dict(zip(labels[1], steps[1], strict=True))
        shown |= dict(zip(labels[2], steps[2], strict=True))
        there: list[str] = []
        items: list[object] = []
        for label, item in now.items():
            made = self._item(label, base, old, item, at + shown[label], path)
            if made is not MISSING:
                there.append(label)
                items.append(made)
        for label in labels[1]:
            if label not in now:
                made = self._item(label, base, old, MISSING, at + shown[label], path)
                if made is not MISSING:
                    place = aligned.in_between(labels[1], there, label)
                    there.insert(place, label)
                    items.insert(place, made)
        return self._ordered(labels, there, items, at)

    def _item(
        self,
        label: str,
        base: dict[str, object],
        old: dict[str, object],
        now: object,
        at: str,
        path: Path,
    ) -> object:
        was, before = base.get(label, MISSING), old.get(label, MISSING)
        return self.value(was, before, now, at, path, whole=True)

    def _ordered(
        self, labels: list[list[str]], there: list[str], items: list[object], at: str
    ) -> list[object]:
        """Put items that all versions have in the order that they had, if the commit changed it."""
        shared = set(labels[0]).intersection(labels[1], labels[2], there)
        base, old, now = ([one for one in order if one in shared] for order in labels)
        if old in (base, now):
            return items
        if now != base:
            self._clash(f"{at.removesuffix('/')}/{ITEMS}", old, now, ORDER)
            return items
        self.result.taken.append(f"{at.removesuffix('/')}/{ITEMS}")
        by_label = dict(zip(there, items, strict=True))
        wanted = iter(old)
        return [by_label[next(wanted) if label in shared else label] for label in there]

    def _maps(
        self,
        base: dict[str, object],
        old: dict[str, object],
        now: dict[str, object],
        at: str,
        path: Path,
    ) -> dict[str, object]:
        found: dict[str, object] = {}
        for key in (*now, *(key for key in old if key not in now)):
            was, before, is_ = (one.get(key, MISSING) for one in (base, old, now))
            below = f"{at}/{shown_step(key) or HIDDEN}"
            made = self.value(was, before, is_, below, (*path, key))
            if made is not MISSING:
                found[key] = made
        return found

    def _lists(
        self,
        base: list[object],
        old: list[object],
        now: list[object],
        at: str,
        path: Path,
    ) -> list[object]:
        lists = (base, old, now)
        labels = aligned.labels_of(path, lists, self.identities)
        if labels is not None:
            steps = [aligned.steps_of(one, path, self.identities) for one in lists]
            return self.known(labels, lists, steps, f"{at}/", path)
        found: list[object] = []
        for alike, (left, right, here) in aligned.chunks(*lists):
            ours = now[here.start : here.stop]
            if not alike:
                theirs = (base[left.start : left.stop], old[right.start : right.stop])
                ours = self._chunk(*theirs, ours, at, path, here.start)
            found += ours
        return found

    def _chunk(
        self,
        base: list[object],
        old: list[object],
        now: list[object],
        at: str,
        path: Path,
        start: int,
    ) -> list[object]:
        """Return what comes out of a part of a list whose items have no names."""
        if exactly_same(base, old) or exactly_same(now, old):
            return now
        if exactly_same(now, base):
            self.result.taken.append(at)
            return old
        if len(base) == len(old) == len(now):
            return [
                self.value(*three, f"{at}/[{start + number}]", path)
                for number, three in enumerate(zip(base, old, now, strict=True))
            ]
        self._clash(at, old, now, CHANGED)
        return now

    def _partly(self, base: object, old: object, now: object, at: str, path: Path) -> object:
        """Return what comes out of a map or list that one side has not; None where it is none.

        What the commit added to it goes, what others added since stays; the other way round,
        what the commit took out of it comes back.
        """
        there = old if base is MISSING else base
        if isinstance(there, dict) and isinstance(now, dict):
            was, before = ({} if one is MISSING else one for one in (base, old))
            made: object = self._maps(was, before, now, at, path)  # type: ignore[arg-type]  # maps
        elif isinstance(there, list) and isinstance(now, list):
            was, before = ([] if one is MISSING else one for one in (base, old))
            made = self._lists(was, before, now, at, path)  # type: ignore[arg-type]  # lists
        else:
            return None
        return MISSING if old is MISSING and now and not made else made

    def _gone(self, base: object, old: object, at: str, path: Path) -> None:
        """Add a clash for each key that was to come back, in something that is no longer there."""
        were: dict[str, str] = {}
        are: dict[str, str] = {}
        for value, found in ((old, were), (base, are)):
            if value is not MISSING:
                add(value, at, path, found, self.identities)
        for key, text in were.items():
            if are.get(key) != text and not key.endswith("/" + ITEMS):
                self._clash(key, plain(text), MISSING, GONE)

    def _clash(self, at: str, wanted: object, now: object, kind: str) -> object:
        self.result.clashes.append(Clash(at, wanted, now, kind))
        return now


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    # What there is now, without the way from the second text to the first.
    Lines = Callable[[str, str, str], str | None]


def shown_as(value: object, key: str = "") -> str | None:
    """Return a value as the ledger has it; None of none, of a map or list how much is in it."""
    if value is MISSING:
        return None
    if key.endswith("/" + ITEMS):
        assert isinstance(value, list)
        return LETTER_OF_ORDER + " ".join(value)
    if isinstance(value, dict) and value:
        return _counted(len(value), "key")
    if isinstance(value, list) and value:
        return _counted(len(value), "item")
    return typed(value)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}"


def _same(one: object, two: object) -> bool:
    if one is MISSING or two is MISSING:
        return one is two
    return exactly_same(one, two)
