"""All debt of one commit, each item with its price, and what could not be measured."""

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from typing import NamedTuple

from confledger.checks.accepted import Accepted
from confledger.checks.finding import Finding
from confledger.checks.globs import belonging
from confledger.checks.whole import Whole
from confledger.debt.churn import Churn
from confledger.debt.comments import marks, todos
from confledger.debt.duplicates import duplicates
from confledger.debt.found import UNVALIDATED, of_findings
from confledger.debt.item import Item, fingerprinted, item
from confledger.debt.leaves import Leaves, leaves
from confledger.debt.minutes import Minutes
from confledger.debt.owners import owners
from confledger.debt.schemas import UNDESCRIBED, governed, lacking

STALE = "stale-file"
# A file of which nobody changed a value for so long is worth a look, and no more than that.
STALE_DAYS = 365
_DAY = 86_400
# Findings that are no debt.
_NOT_DEBT = frozenset(("sealed-value", "whole-file-reencrypted"))


class Missing(NamedTuple):
    """A measure that could not be taken: what, why, and the command that would change that."""

    what: str
    why: str
    remedy: str


class Measured(NamedTuple):
    """The items in the order of their places; `measures` is how many could be taken.

    `touches` says, of each file with debt, how many commits of the window changed it.
    """

    items: list[Item]
    touches: dict[str, int]
    files: int
    leaves: int
    with_schema: int
    measures: int
    missing: tuple[Missing, ...]


class Sources:
    """What a commit is measured from; None where it is not known."""

    def __init__(
        self,
        whole: Whole,
        minutes: Minutes,
        *,
        findings: Sequence[Finding],
        accepted: Sequence[Accepted],
        today: str,
        as_of: int,
        churn: Churn | None = None,
        ages: Mapping[str, Mapping[int, int]] | None = None,
        last: Mapping[str, int] | None = None,
        missing: tuple[Missing, ...] = (),
        only: frozenset[str] | None = None,
        together: bool = True,
    ) -> None:
        self.whole = whole
        self.minutes = minutes
        self.findings = findings
        self.accepted = accepted
        self.today = today
        self.as_of = as_of
        self.churn = churn
        self.ages = ages
        self.last = last
        self.missing = missing
        # Files that a change is about; all that is over several files is still looked at.
        self.only = only
        # Whether it may have a part in what environments have in common.
        self.together = together


# Each is one question that is asked of a configuration.
MEASURES = (
    *("syntax and encoding", "schemas", "unknown keys", "deprecated keys", "descriptions"),
    *("owners", "references", "equal values", "environments", "repeated blocks", "documentation"),
    *("comments", "ages of comments", "waivers", "secrets in plain text", "encryption"),
    *("ages of secrets", "changes", "files without changes", "unused keys"),
)


def configuration(whole: Whole) -> list[str]:
    """Return the files that are configuration, in path order."""
    return [
        path
        for path, entry in whole.entries.items()
        if whole.selection.ignored(path, entry.kind) is None
    ]


def measured(sources: Sources) -> Measured:
    """Measure everything that the sources allow."""
    whole = sources.whole
    paths = configuration(whole)
    only = sources.only
    about = paths if only is None else [path for path in paths if path in only]
    shared = whole.settings.environments and sources.together
    held = leaves(whole, paths if shared else about)
    schemas = governed(whole, paths)
    items = list(_all(sources, paths, about, held, schemas))
    named = owners(whole)
    within = belonging(_deployed(whole))
    priced = [
        _priced(sources, one, schemas)._replace(
            owner=named.of(one.path), environments=one.environments or tuple(within(one.path))
        )
        for one in items
    ]
    without = {one.path for one in sources.findings if one.check == UNVALIDATED}
    return Measured(
        fingerprinted(priced),
        _touched(sources.churn, priced),
        len(about),
        sum(held[path].number for path in about if path in held),
        len(about) - len(without),
        len(MEASURES) - len(sources.missing),
        sources.missing,
    )


def _all(
    sources: Sources,
    paths: list[str],
    about: list[str],
    held: dict[str, Leaves],
    schemas: dict[str, list[str]],
) -> Iterator[Item]:
    whole = sources.whole
    deployed = _deployed(whole)
    settings = whole.settings
    # What `report needs` writes has a schema of its own, which `report needs --check` holds it to.
    written = [one for one in about if one.startswith(settings.needs["folder"] + "/")]
    named = (settings.waivers, settings.allowed_differences, settings.debt["minutes"])
    ours = frozenset((*named, *written))
    for one in of_findings(
        sources.findings, sources.accepted, belonging(deployed), sources.today, sources.churn, ours
    ):
        if one.rule not in _NOT_DEBT:
            yield one
    yield from owners(whole).lacking(paths)
    yield from lacking(whole, schemas)
    if len(deployed) > 1 and (sources.only is None or sources.together):
        yield from duplicates(whole, held, sources.churn)
    yield from todos(marks(whole, about), sources.ages, sources.as_of)
    for path in about:
        last = None if sources.last is None else sources.last.get(path)
        days = 0 if last is None else (sources.as_of - last) // _DAY
        if days > STALE_DAYS:
            yield item(
                STALE,
                path,
                message=f"no value of it was changed for {days:,} days",
                command=f"confledger log {quote(path)}",
            )


def _deployed(whole: Whole) -> list[dict[str, object]]:
    return [one for one in whole.settings.environments if one.get("deployed", True)]


def _priced(sources: Sources, one: Item, schemas: dict[str, list[str]]) -> Item:
    """Return an item with what it would cost, and what it costs a month."""
    cost = sources.minutes.of(one.rule)
    churn = sources.churn
    touches = one.touches
    interest = None
    if churn is not None:
        if touches is None:
            touches = _touches(churn, one, schemas)
        if touches is not None:
            interest = round(touches / churn.months * cost.friction, 1)
    overdue = one.overdue if cost.risk else None
    return one._replace(
        minutes=cost.minutes,
        touches=touches,
        interest=interest,
        risk=cost.risk,
        overdue=overdue,
    )


def _touched(churn: Churn | None, items: list[Item]) -> dict[str, int]:
    if churn is None:
        return {}
    paths = sorted({path for one in items if one.minutes for path in one.files})
    return {path: number for path in paths if (number := len(churn.of_file(path)))}


def _touches(churn: Churn, one: Item, schemas: dict[str, list[str]]) -> int | None:
    """Return how many commits changed what an item is about; None where that is not known."""
    if one.rule == UNDESCRIBED:
        pointer = _key_of(one.pointer)
        if pointer is None:
            return None
        commits = (churn.of_key(path, pointer) for path in schemas.get(one.path, ()))
        return len(set().union(*commits))
    return len(churn.of_key(one.path, one.pointer))


def _key_of(pointer: str) -> str | None:
    """Return the key that a place in a schema describes; None of one that several keys share."""
    steps = pointer.split("/")[1:]
    if any(step != "properties" for step in steps[::2]):
        return None
    return "".join(f"/{step}" for step in steps[1::2])
