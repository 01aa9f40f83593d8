"""The things that a commit changed, as they are counted, and what is missing among them."""

from collections.abc import Callable, Iterable

from confledger.learn.companions import CONFIDENCE, FILE, KEY, SUPPORT, Companion, Companions
from confledger.learn.lessons import File, Lesson
from confledger.learn.outcomes import Outcomes
from confledger.learn.pattern import Pattern
from confledger.learn.usage import MOST_ROWS

# What became of a key stands before it: to add keys together is another habit than to change them.
ADDED, REMOVED, CHANGED = "+", "-", "~"
WORDS = {ADDED: "added", REMOVED: "removed", CHANGED: "changed"}
Generalise = Callable[[str, str], Pattern]


def learn(
    companions: Companions, lesson: Lesson, outcomes: Outcomes, generalise: Generalise
) -> None:
    """Try what can be tried of a commit, and then learn it."""
    items = changed(lesson.files, generalise)
    if not items:
        return
    tried = companions.fitting(items)
    told = companions.expected(tried)
    missing = _missing(told, tried, lesson.files, generalise)
    for kind in (FILE, KEY):
        of_kind = {item for item in tried if item[0] == kind}
        if of_kind:
            absent = [one for one in missing if one.item[0] == kind]
            hits = sum(item in of_kind for item in told)
            outcomes.companions(lesson.number, kind, lesson.robot, len(of_kind), hits, absent)
    companions.add(lesson.number, lesson.time, items)


def changed(files: Iterable[File], generalise: Generalise) -> set[str]:
    """Return the items of some changed files: of one that came or went, nothing."""
    items: set[str] = set()
    for file in files:
        if file.kind != "changed" or not file.rows:
            continue
        items.add(FILE + file.path)
        if len(file.rows) > MOST_ROWS:
            continue
        for key, was, now in file.rows:
            pattern = generalise(key, file.path)
            if pattern.usable:
                how = ADDED if was is None else REMOVED if now is None else CHANGED
                items.add(KEY + how + pattern.levels[0])
    return items


def wanted(
    companions: Companions,
    items: set[str],
    files: Iterable[File],
    generalise: Generalise,
    *,
    support: int = SUPPORT,
    confidence: float = CONFIDENCE,
    before: int | None = None,
) -> list[Companion]:
    """Return what usually changes with these items and has not: of keys, those of these files."""
    found = companions.expected(items, support=support, confidence=confidence, before=before)
    return _missing(found, items, files, generalise)


def _missing(
    found: dict[str, Companion], items: set[str], files: Iterable[File], generalise: Generalise
) -> list[Companion]:
    missing = [one for item, one in sorted(found.items()) if item not in items]
    if not any(one.item[0] == KEY for one in missing):
        return missing
    held: set[str] = set()
    for file in files:
        if file.kind == "changed":
            held |= {generalise(key, file.path).levels[0] for key in file.leaves}
    return [one for one in missing if one.item[0] == FILE or _fits(one, held)]


def _fits(one: Companion, held: set[str]) -> bool:
    """Whether what is missing of a key has its place here, in a file of the same kind."""
    if one.item[1] == ADDED:
        return one.item[2:].partition("#")[0] == one.because[2:].partition("#")[0]
    return one.item[2:] in held
