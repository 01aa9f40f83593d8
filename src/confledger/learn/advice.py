"""What can be said of a change: what is missing in it, and which of its values are unusual."""

from hashlib import blake2b

from confledger.learn.companions import CONFIDENCE, FILE, SUPPORT
from confledger.learn.lessons import File
from confledger.learn.measure import Measured
from confledger.learn.model import Model
from confledger.learn.outcomes import ADDED_KEYS, NEW_FILES
from confledger.learn.outliers import WORD, Outlier, outlier
from confledger.learn.template import template
from confledger.learn.together import changed, wanted
from confledger.learn.usage import MOST_ROWS, Use
from confledger.learn.values import learnable

COMPANION_FILE, COMPANION_KEY = "companion-file", "companion-key"
OUTLIER, UNUSUAL = "outlier", "unusual-value"
# So many commits, or places, are named as evidence.
MOST_EVIDENCE = 3
# A new key is told to be unusual where the vote is as clear as this, by so many uses.
_CLEAR = 0.95
_UNHEARD = 0.01
_VOTERS = 5


class Advice:
    """One suggestion; `id` is what it is muted by.

    Of companions: `what` is missing, `because` was changed, `both` of `of` commits had both, and
    `commits` are the last of them; each is a path, or a key behind what became of it. Of values:
    `what` is the key in `path`, `value` its value, `usual` what others have, `uses` some of them,
    of `of` peers; `outlier` says how it stands out, and `more` of how many further keys of the
    change the same could be said.
    """

    __slots__ = (
        *("because", "both", "commits", "id", "kind", "more", "of", "outlier", "path", "uses"),
        *("usual", "value", "what"),
    )

    def __init__(self, kind: str, what: str, path: str = "") -> None:
        self.kind = kind
        self.what = what
        self.path = path
        self.id = ""
        self.because = ""
        self.both = self.of = self.more = 0
        self.commits: list[int] = []
        self.value = ""
        self.usual: list[str] = []
        self.uses: list[Use] = []
        self.outlier: Outlier | None = None


class Thresholds:
    """What settings ask for; never less than what is measured."""

    __slots__ = ("confidence", "muted", "support")

    def __init__(
        self,
        support: int = SUPPORT,
        confidence: float = CONFIDENCE,
        muted: frozenset[str] = frozenset(),
    ) -> None:
        self.support = max(support, SUPPORT)
        self.confidence = max(confidence, CONFIDENCE)
        self.muted = muted


def advise(
    model: Model,
    files: list[File],
    measured: Measured,
    thresholds: Thresholds,
    before: int | None = None,
) -> list[Advice]:
    """Return what to say of changed files, companions first; `before` leaves out later commits."""
    found = _companions(model, files, measured, thresholds, before)
    for file in files:
        if file.kind in ("changed", "added", "moved") and len(file.rows) <= MOST_ROWS:
            found += _values(model, file, measured, before)
    told: dict[str, Advice] = {}
    for one in found:
        if one.id in told:
            told[one.id].more += 1
        elif one.id not in thresholds.muted:
            told[one.id] = one
    return list(told.values())


def _companions(
    model: Model,
    files: list[File],
    measured: Measured,
    thresholds: Thresholds,
    before: int | None,
) -> list[Advice]:
    known = model.companions
    items = known.fitting(changed(files, model.values.pattern))
    # What came or went with this very change is not missing.
    touched = {FILE + file.path for file in files} | {FILE + file.old for file in files}
    missing = wanted(
        known,
        items,
        files,
        model.values.pattern,
        support=thresholds.support,
        confidence=thresholds.confidence,
        before=before,
    )
    found = []
    for one in missing:
        kind = one.item[0]
        if not measured.companions[kind].on or one.item in touched:
            continue
        advice = Advice(COMPANION_FILE if kind == FILE else COMPANION_KEY, one.item[1:])
        advice.id = _id(advice.kind, advice.what)
        advice.because, advice.both, advice.of = one.because[1:], one.both, one.of
        commits = known.commits(one.because, one.item)
        advice.commits = [at for at in commits if before is None or at < before][-MOST_EVIDENCE:]
        found.append(advice)
    found.sort(key=lambda one: (one.kind, -one.both / one.of, -one.both, one.what))
    return found


def _values(model: Model, file: File, measured: Measured, before: int | None) -> list[Advice]:
    values = model.values
    place = measured.values[NEW_FILES if file.kind == "added" else ADDED_KEYS]
    found = []
    for key, was, now in file.rows:
        if now is None or not learnable(now):
            continue
        pattern = values.pattern(key, file.path)
        if not pattern.usable:
            continue
        advice = _outlier(model, file, key, now, before)
        if advice is None and was is None and place.on:
            advice = _unusual(model, file, key, now, before)
        if advice is not None:
            advice.id = _id(advice.kind, pattern.levels[0])
            advice.value = now
            found.append(advice)
    return found


def _outlier(model: Model, file: File, key: str, now: str, before: int | None) -> Advice | None:
    pattern = model.values.pattern(key, file.path)
    peers, ever = [], set()
    for use in model.values.usage.under(pattern.levels[0]):
        if before is None or use.when < before:
            ever.add(use.value)
            if use.alive and (use.path, use.key) != (file.path, key):
                peers.append(use)
    files = len({use.path for use in peers})
    told = outlier(now, [use.value for use in peers], files, ever, pattern.last)
    if told is not None and told.kind == WORD and template(now, pattern.names) is not None:
        # It is named for where it is.
        return None
    if told is None:
        return None
    advice = Advice(OUTLIER, key, file.path)
    advice.outlier = told
    advice.of = len(peers)
    advice.usual = told.usual
    shown = [use for use in peers if use.value in told.usual]
    advice.uses = _spread(shown)
    return advice


def _unusual(model: Model, file: File, key: str, now: str, before: int | None) -> Advice | None:
    """Say that nearly all that is alike has one value, which this key has not."""
    at = model.number + 1 if before is None else before
    listed = model.values.suggest(key, file.path, file.leaves, at, before)
    if not listed or listed[0].share < _CLEAR or listed[0].value == now:
        return None
    if any(one.value == now and one.share > _UNHEARD for one in listed):
        return None
    level = model.values.pattern(key, file.path).levels[0]
    voters = [use for use in listed[0].uses if use.alive and use.levels[0] == level]
    if len({use.path for use in voters}) < _VOTERS:
        return None
    advice = Advice(UNUSUAL, key, file.path)
    advice.usual = [listed[0].value]
    advice.of = len(voters)
    advice.uses = _spread(voters)
    return advice


def _spread(uses: list[Use]) -> list[Use]:
    """Return some uses, of different files as far as there are."""
    by_file = {use.path: use for use in reversed(uses)}
    return list(reversed(by_file.values()))[:MOST_EVIDENCE]


def _id(kind: str, what: str) -> str:
    text = f"{kind}\0{what}".encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=4).hexdigest()
