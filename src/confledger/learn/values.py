"""Which values a key is likely to have: learned by commits, and tried before it is learned."""

from confledger.changes.leaves import Leaves
from confledger.learn.context import Beside, features
from confledger.learn.lessons import File, Lesson
from confledger.learn.outcomes import ADDED_KEYS, NEW_FILES, Outcomes
from confledger.learn.pattern import Pattern
from confledger.learn.template import template
from confledger.learn.usage import LONGEST, MOST_ROWS, Candidate, Usage, Use

# So many keys of one commit are tried, for the measurement.
_MOST_TRIED = 200
# So many values are suggested.
MOST_SUGGESTED = 3
# Uses of a key are enough to say that its values always differ; and so many of them do.
_MANY = 6
_MOSTLY = 0.75
_SCALARS = "sifbn"


class Values:
    """Learns from lessons, and suggests."""

    def __init__(self, usage: Usage) -> None:
        self.usage = usage
        self._patterns: dict[tuple[str, str], Pattern] = {}

    def pattern(self, key: str, path: str) -> Pattern:
        """Return a key, generalised; remembered."""
        found = self._patterns.get((key, path))
        if found is None:
            if len(self._patterns) > 200_000:
                self._patterns.clear()
            found = self._patterns[key, path] = Pattern(key, path)
        return found

    def learn(self, lesson: Lesson, outcomes: Outcomes) -> None:
        """Try what can be tried of a commit, and then learn it."""
        learned: list[Use] = []
        tried = 0
        for file in lesson.files:
            if file.kind == "moved":
                self.usage.move(file.old, file.path, file.leaves)
            if len(file.rows) > MOST_ROWS:
                for key, _, _ in file.rows:
                    self.usage.end(file.path, key)
                continue
            beside = Beside(file.leaves)
            where = {"changed": ADDED_KEYS, "added": "" if file.copied else NEW_FILES}.get(
                file.kind, ""
            )
            for key, was, now in file.rows:
                if now is None or not learnable(now):
                    self.usage.end(file.path, key)
                    continue
                pattern = self.pattern(key, file.path)
                if not pattern.usable:
                    continue
                around = features(key, pattern, file.path, beside)
                if was is None and where and tried < _MOST_TRIED:
                    tried += 1
                    self._try(pattern, around, file, key, now, lesson, where, outcomes)
                form = template(now, pattern.names)
                learned.append(
                    Use(now, form, around, lesson.number, file.path, key, pattern.levels)
                )
        for use in learned:
            self.usage.add(use)

    def suggest(
        self, key: str, path: str, leaves: Leaves, now: int, before: int | None = None
    ) -> list[Candidate]:
        """Return the values that a key may have in a file, the likeliest first; maybe none.

        `now` and `before` are numbers of commits: only what was learned before counts.
        """
        pattern = self.pattern(key, path)
        if not pattern.usable:
            return []
        usage = self.usage
        near = usage.near(pattern, now + 1 if before is None else before, path, key)
        if always_differs(near):
            return []
        around = features(key, pattern, path, Beside(leaves))
        scores = usage.vote(near, around, pattern.names, now)
        total = sum(scores.values())
        found = []
        for value in ranked(scores)[:MOST_SUGGESTED]:
            voters = [use for use, _ in near if value in (use.value, _instead(use, pattern))]
            voters.sort(key=lambda use: (-use.alive, -len(use.around & around), -use.when))
            found.append(Candidate(value, scores[value] / total, voters))
        return found

    def _try(
        self,
        pattern: Pattern,
        around: frozenset[str],
        file: File,
        key: str,
        real: str,
        lesson: Lesson,
        where: str,
        outcomes: Outcomes,
    ) -> None:
        """Note what would have been suggested for a key that a commit added."""
        near = self.usage.near(pattern, lesson.number, file.path, key)
        first, three = "", []
        if not always_differs(near):
            scores = self.usage.vote(near, around, pattern.names, lesson.number)
            three = ranked(scores)[:MOST_SUGGESTED]
            first = three[0] if three else ""
        # The simple ways are asked about the same uses.
        counts: dict[str, int] = {}
        recent, latest = "", -1
        for use, _ in near:
            counts[use.value] = counts.get(use.value, 0) + 1
            if use.when >= latest:
                recent, latest = use.value, use.when
        frequent = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_SUGGESTED]
        outcomes.value(
            lesson.number,
            where,
            suggested=bool(three),
            first=first == real,
            among=real in three,
            recent=recent == real,
            frequent=frequent[:1] == [real],
            frequent_among=real in frequent,
        )


def learnable(value: str) -> bool:
    """Whether a typed value may be remembered: no secret, no empty container, not long."""
    return value[0] in _SCALARS and len(value) <= LONGEST and "\x01" not in value


def ranked(scores: dict[str, float]) -> list[str]:
    """Return values by what they got, equal ones by themselves."""
    return sorted(scores, key=lambda value: (-scores[value], value))


def always_differs(near: list[tuple[Use, int]]) -> bool:
    """Whether a key has another value wherever it is: a checksum, a version, a description."""
    same = [use for use, far in near if far == 0]
    if len(same) < _MANY:
        return False
    # Changed in place, it still is the value of one file: only what is in use is counted.
    held = [use for use in same if use.alive] or same
    if len(held) < _MANY:
        held = same
    return len({use.form or use.value for use in held}) > _MOSTLY * len(held)


def _instead(use: Use, pattern: Pattern) -> str | None:
    from confledger.learn.template import filled

    return None if use.form is None else filled(use.form, pattern.names)
