"""Whether a change of risky keys was approved by others than those who made it.

How many approvals a risk needs, who owns what and who is the same person is told by the base:
the change itself has no say in it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from confledger.forge import opening, pipeline, review
from confledger.forge.approval import Approvals
from confledger.forge.exchange import ForgeUnusable
from confledger.forge.opening import Request
from confledger.forge.review import CLAIMED, ON_FORGE, Approver, Makers, Person, Row
from confledger.git.raw_log import MERGED, STEADY, asked, read
from confledger.git.signatures.raw import objects
from confledger.ledger import mailmap
from confledger.ledger.commit_object import CommitObject
from confledger.ledger.ownership import Owners
from confledger.ledger.said import Said, Wanted, is_forge
from confledger.reports.badge.model import BAD, GOOD, NOTE, UNKNOWN, Badge
from confledger.reports.checklist import checklist
from confledger.reports.checklist import of_newer as checklist_of_newer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.cli.ci.context import Context

_NOBODY_TO_ASK = "there is no token to ask with"
_OLDER = Badge("review", "rules are older", BAD)
# So many questions about teams are asked.
_MOST_ASKED = 40


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A row for each risk that needs approvals, whether they are there, and the badge.

    `checklist` is Markdown, empty where nothing has to be approved; `unknown` says why nobody
    knows who approves on the forge.
    """

    rows: tuple[Row, ...]
    satisfied: bool
    badge: Badge
    checklist: str
    unknown: str = ""


class _Commit:
    """One commit of the change: who made it, and whom it names."""

    __slots__ = ("approvers", "makers", "oid", "paths")

    def __init__(self, oid: str, data: bytes, wanted: Wanted, paths: frozenset[str]) -> None:
        self.oid = oid
        self.paths = paths
        commit = CommitObject(oid, data)
        said = Said(commit, wanted)
        self.approvers = said.approvers
        by = [(one.name, one.email) for one in (commit.author, commit.committer)]
        self.makers = [Person(*one) for one in (*by, *said.coauthors) if not is_forge(*one)]


def reviewed(context: "Context", *, sleep: "Callable[[float], object]" = time.sleep) -> Reviewed:
    """Return how a change stands: nothing has to be approved where the base asks for nothing.

    Where the target asks by other rules than the base, nobody knows: whoever makes a change could
    begin it before approvals were asked for.
    """
    found = _by_base(context, sleep)
    if not context.newer.reviews:
        return found
    return replace(
        found, satisfied=False, badge=_OLDER, checklist=checklist_of_newer(found.checklist)
    )


def _by_base(context: "Context", sleep: "Callable[[float], object]") -> Reviewed:
    needed = context.settings.reviews
    risky = {risk: files for risk, files in context.risks.items() if needed.get(risk, 0) > 0}
    if not risky:
        return Reviewed((), True, Badge("review", "not needed", GOOD), "")
    where = pipeline.detect(context.environ)
    request, approvals, unknown = _on_forge(context, where, sleep)
    # What commits say counts where nobody better can be asked; not where asking has failed.
    claims = request is None and not unknown
    commits = _commits(context)
    people = mailmap.Mailmap(_text(context, mailmap.FILE))
    makers = Makers(
        [
            *(person for one in commits for person in one.makers),
            *(Person(account=account) for account in approvals.makers),
            *([Person(account=where.author)] if where is not None and where.author else []),
        ],
        people,
    )
    given = [
        Approver(Person(one.name, account=one.account), ON_FORGE, one.why_not)
        for one in approvals.given
    ]

    def approvers(paths: list[str]) -> tuple[Approver, ...]:
        named = _named(commits, set(paths), people)
        return review.weighed([*given, *named], makers, people, claims=claims)

    owned = _Owned(context, request)
    rows = review.rows(risky, needed, approvers, owned)
    satisfied = all(row.satisfied for row in rows)
    where_of = {path: context.belongs(path) for row in rows for path in row.keys}
    text = checklist(rows, where_of, context.base[:12], unknown)
    return Reviewed(rows, satisfied, _badge(rows, satisfied, unknown), text, unknown)


def _badge(rows: tuple[Row, ...], satisfied: bool, unknown: str) -> Badge:
    """Return how the risk stands that is furthest from enough; of equals, that which needs most."""
    worst = min(rows, key=lambda row: (row.given - row.needed, -row.needed))
    said = f"{worst.given} of {worst.needed}"
    if satisfied:
        claimed = any(row.claimed for row in rows)
        return Badge("review", f"{said}, claimed" if claimed else said, NOTE if claimed else GOOD)
    if unknown:
        return Badge("review", "n/a", UNKNOWN)
    return Badge("review", said if worst.given < worst.needed else "owner missing", BAD)


def _on_forge(
    context: "Context", where: pipeline.Pipeline | None, sleep: "Callable[[float], object]"
) -> tuple[Request | None, Approvals, str]:
    """Return the request, who approves it, and why that is not known, if it is not."""
    nobody = Approvals((), ())
    if where is None:
        return None, nobody, ""
    try:
        request = opening.opened(where, context.environ, sleep=sleep)
        if request is None:
            # The forge would know it, and whoever makes a change may write any name in it.
            return None, nobody, _NOBODY_TO_ASK if where.number else ""
        return request, request.approvals(context.head), ""
    except ForgeUnusable as error:
        return None, nobody, str(error)


def _commits(context: "Context") -> list[_Commit]:
    """Return the commits of the change, each with the files that it changed."""
    span = f"{context.base}..{context.head}"
    how = (*STEADY, *MERGED, "--no-renames", "--root", asked(("%H",)), span, "--")
    running = context.repository.start("--no-replace-objects", "log", *how)
    touched: dict[str, frozenset[str]] = {}
    try:
        for fields, files in read(running.output, ("%H",)):
            paths = (entry.path for sides in files for entry in sides if entry is not None)
            touched[fields[0].decode("ascii")] = frozenset(paths)
        running.wait()
    finally:
        running.end()
    wanted = Wanted(tuple(context.settings.values["audit"]["evidence"]["approvals"]))
    return [
        _Commit(oid, data, wanted, touched[oid])
        for oid, _, data in objects(context.repository, list(touched))
    ]


def _named(commits: list[_Commit], paths: set[str], people: mailmap.Mailmap) -> list[Approver]:
    """Return whom all commits name that change some files: a trailer speaks for its commit."""
    found: dict[str, Approver] | None = None
    for one in commits:
        if not one.paths & paths:
            continue
        here = {
            people.key(*named): Approver(Person(*people.of(*named)), CLAIMED)
            for named in one.approvers
        }
        found = here if found is None else {key: found[key] for key in found if key in here}
    return [] if found is None else [found[key] for key in sorted(found)]


class _Owned:
    """Whether some people own some files, as the CODEOWNERS of the base says."""

    def __init__(self, context: "Context", request: Request | None) -> None:
        self._rules = context.codeowners
        self._owners: Owners | None = None
        if self._rules is not None:
            self._owners = Owners(self._rules.path, _text(context, self._rules.path))
        self._request = request
        self._asked: dict[tuple[str, str], bool | None] = {}

    def __call__(self, paths: list[str], people: Sequence[Person]) -> str:
        """Return whether each file with owners has one of them among these people."""
        if self._owners is None or self._rules is None:
            return review.NOBODY
        names = [one.email for one in people if one.email]
        accounts = [one.account for one in people if one.account]
        names += [f"@{account}" for account in accounts]
        teams = {
            owner.lstrip("@")
            for path in paths
            for rule in self._rules.deciding(path)
            for owner in rule.owners
            if owner.startswith("@") and "@" not in owner.lstrip("@")
        }
        for team in sorted(teams):
            if any(self._member(team, account) for account in accounts):
                names.append(f"@{team}")
        return self._owners.approved(paths, names)

    def _member(self, team: str, account: str) -> bool:
        """Whether an account is known to be in a team."""
        asked = (team, account)
        if asked not in self._asked and len(self._asked) < _MOST_ASKED:
            try:
                found = None if self._request is None else self._request.member(team, account)
            except ForgeUnusable:
                found = None
            self._asked[asked] = found
        return self._asked.get(asked) is True


def _text(context: "Context", path: str) -> str:
    return (_data(context, path) or b"").decode("utf-8", "replace")


def _data(context: "Context", path: str) -> bytes | None:
    """Return what a file of the base holds; None where it is not there."""
    found = context.before.find(path) if path else None
    return found[1] if found is not None and isinstance(found[1], bytes) else None
