"""One key of a file as it was in another version, all else as it is; and which key is meant."""

from confledger.changes.identity import Identities
from confledger.changes.leaves import ITEMS, ROOT, leaves, shown_step, unescaped
from confledger.changes.sameness import exactly_same
from confledger.documents.text import BOM
from confledger.errors import ConfledgerError, nearest
from confledger.loader.keys import located, path_of
from confledger.loader.migration.operation import REPLACE, Operation
from confledger.loader.migration.operation import found as held_by
from confledger.loader.migration.page import Page, cut
from confledger.loader.migration.rewriting import cuts_of
from confledger.location import Path, Step
from confledger.rollback import aligned, in_place, places
from confledger.rollback.content import read
from confledger.secrets.redaction import HIDDEN

_USUAL = Identities()
# So many names are told of a file that has others.
_SHOWN = 5


def brought_back(
    now: bytes, then: bytes | None, dialect: str, key: str, identities: Identities = _USUAL
) -> bytes | None:
    """Return a file with a key as another version has it; None where it has it so already.

    Without a version, the key was not there. Raise ConfledgerError where one cannot be read, or
    the key cannot be changed without harm to the rest.
    """
    here = read(now, dialect)
    there = _nothing(here) if then is None else read(then, dialect)
    if here is None or there is None:
        raise ConfledgerError(f"it cannot be read as it {'is' if here is None else 'was'}")
    wanted = places.only(here, there, key, identities)
    if wanted is None or exactly_same(wanted, here):
        return None
    try:
        return in_place.rewritten(now, dialect, wanted, then, identities)
    except ConfledgerError:
        made = _with_aliases(now, here, there, dialect, key, identities)
        if made is None:
            raise
        return made


def is_one_value(data: bytes | None, dialect: str | None, key: str) -> bool:
    """Whether a key of a version is a text, a number or a boolean: weaker files cannot add to it.

    In what cannot be read, nothing is.
    """
    found = [] if dialect is None else value_of(data, dialect, key) or []
    return any(isinstance(one, (str, int, float)) for one in found)


def value_of(data: bytes | None, dialect: str, key: str) -> list[object] | None:
    """Return the value of a key in a list, an empty one without it; None for what is unreadable."""
    held = None if data is None else read(data, dialect)
    if held is None:
        return None
    place = places.found(held, key)
    return [] if place is None else [held_by(held[place[0]], place[1])]


def _with_aliases(
    now: bytes,
    here: list[object],
    there: list[object],
    dialect: str,
    key: str,
    identities: Identities,
) -> bytes | None:
    """Change one value, and what says the same by an alias; None unless all of it is as it was."""
    place, origin = places.found(here, key, identities), places.found(there, key, identities)
    if place is None or origin is None:
        return None
    value = held_by(there[origin[0]], origin[1])
    page = Page(now.removeprefix(BOM).decode("utf-8"), dialect, place[0])
    if isinstance(value, (dict, list)) or page.text[page.value(place[1])[0]] == "*":
        return None
    text = cut(page.text, cuts_of(page, Operation(REPLACE, place[1], value=value)))
    made = read(text.encode("utf-8"), dialect)
    if made is None or len(made) != len(here):
        return None
    before, after = leaves(here, identities), leaves(made, identities)
    wanted = here
    for one in before.keys() | after.keys():
        if before.get(one) != after.get(one):
            wanted = places.only(wanted, there, one, identities) or wanted
    if not exactly_same(wanted, made):
        return None
    return now[: len(now) - len(now.removeprefix(BOM))] + text.encode("utf-8")


def named(versions: list[list[object]], text: str, identities: Identities = _USUAL) -> str | None:
    """Return the key that somebody means, as the ledger writes it; None of one that is nowhere.

    Looked for in each version, the first one first: dotted, as a JSON Pointer, or as `log`
    prints it. Raise ConfledgerError where several documents have it.
    """
    label, marked, rest = text.rpartition(ROOT)
    for documents in versions:
        labels = aligned.document_labels(documents)
        found = []
        for number, document in enumerate(documents):
            if marked and labels[number] != label:
                continue
            key = _below(document, rest, labels[number] + ROOT, identities)
            if key is not None:
                found.append(key)
        if len(found) > 1:
            known = ", ".join(f"{one.partition(ROOT)[0] or '[0]'}" for one in found[:_SHOWN])
            raise ConfledgerError(
                f"{len(found)} documents have {text!r}: {known}",
                help=f"say which: {found[0]}",
            )
        if found:
            return found[0]
    return None


def near(versions: list[list[object]], text: str, identities: Identities = _USUAL) -> str:
    """Return what may have been meant by a key that is nowhere."""
    known: set[str] = set()
    for documents in versions:
        for key in leaves(documents, identities):
            label, steps = places.split(key)
            start = f"{label}{ROOT}" if label else ""
            for end in range(1, len(steps) + 1):
                known.add(f"{start}/{'/'.join(steps[:end])}")
    wanted = text if "/" in text else "/" + text.replace(".", "/")
    close = nearest(wanted, known)
    if close is None:
        return "see what there is: confledger log FILE"
    plain = "/" not in text and "." not in close
    return f"did you mean {close[1:].replace('/', '.') if plain else close!r}?"


def _nothing(like: list[object] | None) -> list[object] | None:
    """Return documents like those of a file, with nothing in them."""
    return None if like is None or len(like) != 1 else [{}]


def _below(document: object, text: str, at: str, identities: Identities) -> str | None:
    if text.startswith("/") or not text:
        steps: list[Step] = [*text.split("/")[1:]]
        pointer = True
    else:
        steps, pointer = [*path_of(text)], False
    names: Path = ()
    tree = document
    for number, step in enumerate(steps):
        if step == ITEMS and number == len(steps) - 1 and isinstance(tree, list):
            return f"{at}/{ITEMS}"
        taken = _taken(tree, step, names, identities, pointer=pointer)
        if taken is None:
            return None
        if isinstance(taken, int):
            assert isinstance(tree, list)
            if str(step) == str(taken) and not isinstance(tree[taken], (dict, list)):
                raise _placeless(text, step)
            at += "/" + aligned.steps_of(tree, names, identities)[taken]
        else:
            at += f"/{shown_step(taken) or HIDDEN}"
            names = (*names, taken)
        tree = tree[taken]  # type: ignore[index]  # it was looked at
    return at


def _placeless(text: str, step: Step) -> ConfledgerError:
    """Return what is said of a plain value by its place: it is known by what it is alone."""
    whole = text.removesuffix(f"[{step}]").removesuffix(f"/{step}")
    return ConfledgerError(
        f"{text!r} is a place in a list of plain values, which have no names",
        help=f"take the whole list: {whole!r}",
    )


def _taken(
    tree: object, step: Step, names: Path, identities: Identities, *, pointer: bool
) -> Step | None:
    """Return the key or number that a step of any of the ways of writing leads to."""
    if pointer:
        assert isinstance(step, str)
        found = places.taken_by(tree, step, names, identities)
        if found is not None:
            return found
        step = unescaped(step)
    known = located(tree, (step,))
    if known is not None:
        return known[0][0]
    if isinstance(tree, list):
        # `[web]` is `[name=web]`, whatever the name is called.
        ends = [f"={step}]", f"[{step}]"]
        steps = aligned.steps_of(tree, names, identities)
        hits = [at for at, one in enumerate(steps) if one.endswith(ends[0]) or one == ends[1]]
        if len(hits) == 1:
            return hits[0]
    return None
