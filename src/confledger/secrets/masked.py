"""What a change of an encrypted file comes to, without a key: no value that is hidden is shown.

A ciphertext that stayed is a value that stayed. One that was rewritten may hold the same value,
so where all were, nothing is said of the values (N12 of the design).
"""

from functools import cache

from confledger.location import Path, dotted
from confledger.secrets import tokens
from confledger.secrets.covered import covered
from confledger.secrets.data_keys import proofs
from confledger.secrets.values import BARE, BROKEN, EMPTY, PLAIN, SECRET, Place, Values, bound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from confledger.secrets.metadata import Metadata, Recipient
    from confledger.secrets.sops_file import SopsFile


class Change:
    """One line of a diff; `sign` is `+`, `-`, `~`, or `!` for what needs a person.

    `kind` names what it is for programs; `path` is None of what is about the whole file.
    """

    __slots__ = ("document", "kind", "path", "sign", "text")

    def __init__(
        self, sign: str, kind: str, text: str, path: Path | None = None, document: int = 0
    ) -> None:
        self.sign = sign
        self.kind = kind
        self.text = text
        self.path = path
        self.document = document

    def line(self) -> str:
        """Return it as people read it."""
        number = f"document {self.document + 1}: " if self.document else ""
        where = "" if self.path is None else f"{dotted(self.path)}: "
        return f"{self.sign} {number}{where}{self.text}"


def compare(before: "SopsFile | None", after: "SopsFile | None") -> list[Change]:
    """Return what changed, in the order of the file; None is a file that is not there."""
    old, new = Values(before), Values(after)
    if before is None or after is None:
        return list(_whole(before, after, old, new))
    if before.metadata is None or after.metadata is None:
        return list(_sealed_or_opened(before, after, old, new))
    rewritten = rekeyed(before, after)
    return [
        *_values(old, new, rewritten=rewritten, hidden=cache(lambda: _hidden(before, after))),
        *_comments(before, after, rewritten=rewritten),
        *_order(old, new),
        *_metadata(before.metadata, after.metadata, rewritten=rewritten),
        *_data_key(old, new, rewritten=rewritten),
        *_mac(before, after),
    ]


def rekeyed(before: "SopsFile", after: "SopsFile") -> bool:
    """Whether a file has another data key than before, as far as that shows without one."""
    return proofs(before).isdisjoint(proofs(after))


def count(number: int, one: str) -> str:
    """Return a number with its noun."""
    return f"{number} {one}{'' if number == 1 else 's'}"


def _whole(
    before: "SopsFile | None", after: "SopsFile | None", old: Values, new: Values
) -> "Iterator[Change]":
    """Yield what a new or removed file comes to."""
    file, values = (after, new) if before is None else (before, old)
    if file is None:
        return
    sign, kind = ("+", "file-added") if before is None else ("-", "file-removed")
    yield Change(sign, kind, "new file" if before is None else "file removed")
    for place, state in values.states.items():
        said = {SECRET: "secret", EMPTY: "nothing", BROKEN: "malformed ciphertext"}
        text = said.get(state, "plain value")
        if state == BARE and before is None:
            yield Change("!", "plain-secret", "in plain text, and to be encrypted", *_at(place))
        else:
            yield Change(sign, f"{state}-{kind[5:]}", text, *_at(place))
    for one in file.metadata.recipients if file.metadata is not None else ():
        yield Change(sign, f"recipient-{kind[5:]}", f"recipient {_name(one)}")


def _sealed_or_opened(
    before: "SopsFile", after: "SopsFile", old: Values, new: Values
) -> "Iterator[Change]":
    """Yield what it comes to that a file is encrypted now, or is not any more."""
    if before.metadata is None and after.metadata is None:
        return
    if after.metadata is None:
        yield Change("!", "decrypted", "no longer encrypted: its secrets became plain text")
        for place, state in old.states.items():
            if state == SECRET and new.states.get(place, EMPTY) not in (EMPTY, SECRET):
                yield Change("!", "became-plain", "secret became plain text", *_at(place))
        return
    yield Change("~", "encrypted", "encrypted now; in the history it stays in plain text")
    for place, state in new.states.items():
        if state == SECRET and old.states.get(place) in (PLAIN, BARE):
            said = "encrypted now; whoever has the history knows the value"
            yield Change("~", "became-secret", said, *_at(place))
        elif state == BARE:
            yield Change("!", "plain-secret", "in plain text, and to be encrypted", *_at(place))
    for one in after.metadata.recipients:
        yield Change("+", "recipient-added", f"recipient {_name(one)}")


def _values(
    old: Values, new: Values, *, rewritten: bool, hidden: "Callable[[], set[Place]]"
) -> "Iterator[Change]":
    """Yield what became of each value, those that are gone last."""
    moved: set[tuple[int, str]] = set()
    for place, state in new.states.items():
        was = old.states.get(place)
        if was is not None and state == was and _same(old.of(place), new.of(place)):
            continue
        value = new.of(place)
        source = old.ciphertexts.get(value) if state == SECRET else None
        if source is not None and _movable(source, place):
            group = (place[0], bound(place[1]))
            if group not in moved:
                moved.add(group)
                yield Change("~", "moved", "an item of the list moved", *_at(place))
        elif source is not None and was != SECRET and source in new.states:
            said = f"a copy of the ciphertext of {_of(source)}, which cannot be decrypted here"
            yield Change("!", "misplaced", said, *_at(place))
        elif source is not None:
            said = f"the ciphertext of {_of(source)}, which cannot be decrypted here"
            yield Change("!", "misplaced", said, *_at(place))
        else:
            change = _value(place, was, old, new, hidden)
            if not (rewritten and change.kind == "secret-changed"):
                yield change
    for place, state in old.states.items():
        if place in new.states:
            continue
        kept = new.ciphertexts.get(old.of(place)) if state == SECRET else None
        if kept is None or not _movable(place, kept):
            gone = {SECRET: "secret removed", PLAIN: "plain value removed"}
            yield Change("-", f"{state}-removed", gone.get(state, "removed"), *_at(place))


def _value(
    place: Place, was: str | None, old: Values, new: Values, hidden: "Callable[[], set[Place]]"
) -> Change:
    """Return what became of one value that is there now, and is not what it was."""
    at, state = _at(place), new.states[place]
    if state == BROKEN:
        return Change("!", "malformed", "malformed ciphertext", *at)
    if was == SECRET and state in (PLAIN, BARE):
        return Change("!", "became-plain", "secret became plain text", *at)
    if state == BARE:
        return Change("!", "plain-secret", "in plain text, and to be encrypted", *at)
    if state == SECRET:
        if was is None:
            return Change("+", "secret-added", "new secret", *at)
        if was == SECRET:
            said = "secret value changed"
            if any(isinstance(step, int) for step in place[1]):
                said += " (or was written again, as equal items of one list are)"
            return Change("~", "secret-changed", said, *at)
        if was == EMPTY:
            return Change("~", "secret-filled", "secret has a value now", *at)
        return Change("~", "became-secret", "encrypted now; the history has it in plain text", *at)
    if state == EMPTY:
        if was is None:
            return Change("+", "empty-added", "new, without a value", *at)
        if was == SECRET:
            return Change("~", "emptied", "secret has no value any more", *at)
        return Change("~", "emptied", "has no value any more", *at)
    secretive = place in hidden()
    shown = "(hidden: it looks like a secret)" if secretive else _shown(new.of(place))
    if was is None:
        return Change("+", "plain-added", f"new plain value {shown}", *at)
    if secretive or was in (BROKEN, BARE):
        return Change("~", "plain-changed", "plain value changed (hidden)", *at)
    return Change("~", "plain-changed", f"{_shown(old.of(place))} -> {shown}", *at)


def _comments(before: "SopsFile", after: "SopsFile", *, rewritten: bool) -> "Iterator[Change]":
    """Yield how many comments came and went; those that a new data key rewrote are not told."""
    from collections import Counter

    counts = []
    for file in (before, after):
        counts.append(
            Counter(
                (one.document, one.path, one.text)
                for one in file.comments()
                if not (rewritten and one.text.startswith(tokens.BEGINNING))
            )
        )
    came, went = (counts[1] - counts[0]).total(), (counts[0] - counts[1]).total()
    if changed := min(came, went):
        yield Change("~", "comments-changed", f"{count(changed, 'comment')} changed")
    if came > went:
        yield Change("+", "comments-added", count(came - went, "comment"))
    if went > came:
        yield Change("-", "comments-removed", count(went - came, "comment"))


def _order(old: Values, new: Values) -> "Iterator[Change]":
    """Yield that the same keys stand in another order."""
    one = [place for place in old.states if place in new.states]
    two = [place for place in new.states if place in old.states]
    if one != two:
        yield Change("~", "order-changed", "keys stand in another order")


def _metadata(old: "Metadata", new: "Metadata", *, rewritten: bool) -> "Iterator[Change]":
    """Yield what changed of who can read what."""
    readers, were = {one.key() for one in new.recipients}, {one.key() for one in old.recipients}
    for one in new.recipients:
        if one.key() not in were:
            yield Change("!", "recipient-added", f"recipient added: {_name(one)}")
    for one in old.recipients:
        if one.key() not in readers:
            key = "data key rotated" if rewritten else "data key NOT rotated"
            yield Change("!", "recipient-removed", f"recipient removed: {_name(one)}; {key}")
    if (old.groups, old.threshold) != (new.groups, new.threshold):
        said = f"{count(new.groups, 'key group')}, of which {new.threshold or new.groups} open it"
        yield Change("!", "groups-changed", said)
    if old.scope != new.scope:
        yield Change(
            "~",
            "scope-changed",
            f"scope changed: {old.scope.way} {old.scope.pattern} -> "
            f"{new.scope.way} {new.scope.pattern}",
        )
    if old.mac_only_encrypted != new.mac_only_encrypted:
        what = "encrypted values only" if new.mac_only_encrypted else "plain values too"
        yield Change("~", "mac-scope-changed", f"the MAC covers {what} now")


def _data_key(old: Values, new: Values, *, rewritten: bool) -> "Iterator[Change]":
    """Yield that nothing can be said of values that a new data key rewrote."""
    if not rewritten:
        return
    said = "data key rotated: no value is encrypted"
    if len(new.ciphertexts) == 1:
        said = (
            "all that is encrypted is new: the data key was rotated, or the value and the "
            "recipients changed (which, cannot be told without a key)"
        )
    elif new.ciphertexts:
        number = count(len(new.ciphertexts), "ciphertext")
        said = (
            f"data key rotated: all {number} rewritten "
            "(which values changed cannot be told without a key)"
        )
    yield Change("~", "rotated", said)


def _mac(before: "SopsFile", after: "SopsFile") -> "Iterator[Change]":
    """Yield what is wrong with the MAC, or that nothing but it changed."""
    old, new = before.metadata, after.metadata
    assert old is not None
    assert new is not None
    same = covered(before) == covered(after)
    if new.mac is None:
        yield Change("!", "mac-missing", "it has no MAC: edited without sops")
    elif old.mac == new.mac and not same:
        yield Change("!", "mac-stale", "the MAC is stale: edited without sops")
    elif old.mac != new.mac and same and old.mac is not None:
        yield Change("~", "saved-again", "MAC computed anew, and no value it covers changed")


def _hidden(before: "SopsFile", after: "SopsFile") -> set[Place]:
    """Return where plain values look like secrets all the same."""
    from confledger.secrets.leaks.leaves import find

    return {(one.document, one.path) for file in (before, after) for one in find(file.documents)}


def _movable(source: Place, target: Place) -> bool:
    return source[0] == target[0] and bound(source[1]) == bound(target[1])


def _same(one: object, two: object) -> bool:
    return type(one) is type(two) and one == two


def _at(place: Place) -> tuple[Path, int]:
    return place[1], place[0]


def _of(place: Place) -> str:
    return dotted(place[1])


def _shown(value: object) -> str:
    from json import dumps

    text = dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _name(one: "Recipient") -> str:
    return one.identity if one.kind == "age" else f"{one.identity} ({one.kind})"
