"""Where a key of the ledger stands in the documents of a file, and one key of another version.

A key is the label of its document, `#`, and steps that name items of lists by what they are
known by. See `changes.leaves`.
"""

from confledger.changes.identity import Identities
from confledger.changes.leaves import ITEMS, ROOT, unescaped
from confledger.location import Path
from confledger.rollback import aligned
from confledger.rollback.three_way import MISSING

_USUAL = Identities()


def split(key: str) -> tuple[str, list[str]]:
    """Return the label of the document, and the steps as they are written."""
    label, _, pointer = key.partition(ROOT)
    return label, pointer.split("/")[1:]


def found(
    documents: list[object], key: str, identities: Identities = _USUAL
) -> tuple[int, Path] | None:
    """Return the number of the document and the path that a key leads to; None if to nothing.

    A key that ends with the order of a list leads to the list.
    """
    label, steps = split(key)
    labels = aligned.document_labels(documents)
    if label not in labels and len(documents) != 1:
        return None
    # One alone is the same one under another name.
    number = labels.index(label) if label in labels else 0
    tree = documents[number]
    done: Path = ()
    names: Path = ()
    for step in steps[:-1] if steps[-1:] == [ITEMS] else steps:
        taken = taken_by(tree, step, names, identities)
        if taken is None:
            return None
        done = (*done, taken)
        if isinstance(taken, str):
            names = (*names, taken)
        tree = tree[taken]  # type: ignore[index]  # it was looked at
    return number, done


def taken_by(tree: object, step: str, names: Path, identities: Identities) -> str | int | None:
    """Return the key or number that a step leads to; None where it leads nowhere."""
    if isinstance(tree, dict):
        name = unescaped(step)
        return name if name in tree else None
    if isinstance(tree, list):
        steps = aligned.steps_of(tree, names, identities)
        return steps.index(step) if step in steps else None
    return None


def only(
    documents: list[object],
    others: list[object],
    key: str,
    identities: Identities = _USUAL,
) -> list[object] | None:
    """Return documents with what `others` have at a key, and all else as it is.

    None where it leads to nothing in either. An item, or a document, that only one of them has
    comes or goes as a whole, whatever of it was named.
    """
    label, steps = split(key)
    labels, theirs = map(aligned.document_labels, (documents, others))
    if len(documents) == len(others) == 1:
        return [_only(documents[0], others[0], steps, (), identities)]
    if label not in labels and label not in theirs:
        return None
    made = list(documents)
    if label not in labels:
        made.insert(aligned.in_between(theirs, labels, label), others[theirs.index(label)])
    elif label not in theirs:
        del made[labels.index(label)]
    else:
        number = labels.index(label)
        other = others[theirs.index(label)]
        made[number] = _only(documents[number], other, steps, (), identities)
    return made


def _only(
    tree: object, other: object, steps: list[str], names: Path, identities: Identities
) -> object:
    if not steps or tree is MISSING or other is MISSING:
        if not steps or other is MISSING:
            return other
        # Maps on the way are made, with nothing else in them.
        name = unescaped(steps[0])
        if isinstance(other, dict) and name in other:
            return {name: _only(MISSING, other[name], steps[1:], (*names, name), identities)}
        return other
    step, rest = steps[0], steps[1:]
    if isinstance(tree, dict) and isinstance(other, dict):
        name = unescaped(step)
        ours, theirs = tree.get(name, MISSING), other.get(name, MISSING)
        if theirs is MISSING and rest and ours is not MISSING:
            made = without(ours, rest, (*names, name), identities)
        else:
            made = _only(ours, theirs, rest, (*names, name), identities)
        return {
            key: value
            for key, value in {**tree, name: made}.items()
            if key != name or value is not MISSING
        }
    if isinstance(tree, list) and isinstance(other, list):
        return _item(tree, other, step, rest, names, identities)
    return other


def without(tree: object, steps: list[str], names: Path, identities: Identities) -> object:
    """Return a value without what steps lead to; MISSING where nothing is left of it."""
    if not steps:
        return MISSING
    if isinstance(tree, list):
        left = [
            one if step != steps[0] else without(one, steps[1:], names, identities)
            for step, one in zip(aligned.steps_of(tree, names, identities), tree, strict=True)
        ]
        return [one for one in left if one is not MISSING] or MISSING
    name = unescaped(steps[0])
    if not isinstance(tree, dict) or name not in tree:
        return tree
    inner = without(tree[name], steps[1:], (*names, name), identities)
    kept = {
        key: inner if key == name else value
        for key, value in tree.items()
        if key != name or inner is not MISSING
    }
    return kept or MISSING


def _item(
    ours: list[object],
    theirs: list[object],
    step: str,
    rest: list[str],
    names: Path,
    identities: Identities,
) -> list[object]:
    own = aligned.steps_of(ours, names, identities)
    other = aligned.steps_of(theirs, names, identities)
    made = list(ours)
    if step == ITEMS:
        shared = [one for one in other if one in own]
        held = dict(zip(own, ours, strict=True))
        wanted = iter(shared)
        return [held[next(wanted) if one in other else one] for one in own]
    if step in own and step in other:
        at = own.index(step)
        inner = _only(ours[at], theirs[other.index(step)], rest, names, identities)
        made[at] = inner
    elif step in own:
        del made[own.index(step)]
    elif step in other:
        made.insert(aligned.in_between(other, own, step), theirs[other.index(step)])
    return made
