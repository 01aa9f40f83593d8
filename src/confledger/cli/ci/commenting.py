"""The step `comment`: what all the others came to, as one text for the merge request."""

from confledger import __version__
from confledger.cli.ci.context import Context
from confledger.cli.ci.digests import digest_of
from confledger.cli.ci.step import Outcome
from confledger.reports.ci.comment import build
from confledger.reports.ci.gathered import Gathered, weight
from confledger.reports.ci.headline import plainly
from confledger.reports.ci.model import Debt, Model, Problem, Told
from confledger.secrets.redaction import HIDDEN, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Map = dict[str, Any]

FILE = "comment.md"
# So many findings and commits are written down.
_MOST_PROBLEMS = 500
_MOST_COMMITS = 100
_WORST = {"error": 0, "warning": 1, "info": 2}


def step(context: Context) -> Outcome:
    """Write the comment; there is none where nothing changes."""
    model = model_of(context)
    comment = build(model)
    value = {
        "body": comment.body,
        "nothing": comment.nothing,
        "marker": comment.marker,
        "verdict": "no configuration change" if comment.nothing else plainly(model),
        "counts": model.counts,
        "environments": [list(one) for one in model.environments],
        "values": model.values,
        "secrets": model.secrets,
        "formatting": len(model.formatting),
    }
    said = "nothing to tell" if comment.nothing else f"{len(comment.body):,} characters"
    return Outcome(value=value, said=said, files={FILE: comment.body})


def model_of(context: Context) -> Model:
    """Bring together what the steps so far came to."""
    results = context.results
    diff = _map(results["diff"])
    effective = results.get("effective")
    gathered = Gathered(diff, None if effective is None else _map(effective))
    reviews = _map(results.get("reviews") or {})
    problems, fixed, failing = _problems(context)
    unknown = _unknown(effective)
    base, head = context.base[:12], context.told_head[:12]
    return Model(
        *(context.base, context.told_head, __version__),
        digest=digest_of({name: results[name] for name in sorted(results)}),
        environments=tuple(one for one in gathered.environments if one[0] not in unknown),
        values=gathered.values,
        secrets=gathered.secrets,
        secrets_in=gathered.secrets_in,
        outside=gathered.outside,
        unknown=unknown,
        new=gathered.whole("added"),
        gone=gathered.whole("removed"),
        needs=_needs(gathered, diff),
        rules=tuple(diff["rules"]),
        newer=tuple(context.newer.paths),
        groups=tuple(gathered.groups),
        masked=tuple(gathered.masked),
        files=tuple(gathered.notes),
        formatting=tuple(gathered.formatting),
        problems=tuple(problems[:_MOST_PROBLEMS]),
        fixed=tuple(fixed[:_MOST_PROBLEMS]),
        more_problems=max(0, len(problems) - _MOST_PROBLEMS),
        more_fixed=max(0, len(fixed) - _MOST_PROBLEMS),
        failing=failing,
        debt=_debt(results.get("debt-gate")),
        checklist=str(reviews.get("checklist", "")),
        unapproved=not reviews.get("satisfied", True),
        rollback=str(_map(results.get("rollback-command") or {}).get("command", "")),
        commits=tuple(
            Told(one.oid, _shown(one.subject), _shown(one.author))
            for one in context.commits[:_MOST_COMMITS]
        ),
        more_commits=max(0, len(context.commits) - _MOST_COMMITS),
        unmeasured=tuple(_unmeasured(context, effective)),
        links=_links(context),
        rest=f"confledger diff {base} {head}",
        reproduce=f"confledger ci --base {base} --head {head}",
        counts=gathered.counts,
    )


def _problems(context: Context) -> tuple[list[Problem], list[Problem], int]:
    """Return what the change brings, what it mends, and how much of it stops the change."""
    from confledger.checks.result import failing_severities

    found: list[Problem] = []
    fixed: list[Problem] = []
    failing = 0
    for name in ("check", "secrets"):
        result = context.results.get(name)
        if result is None:
            continue
        value = _map(result)
        bad = failing_severities(value["fail_on"])
        told_of = [one for one in value["new"] if one["severity"] != "info" or "info" in bad]
        failing += sum(one["severity"] in bad for one in told_of)
        found += map(_problem, told_of)
        fixed += [_problem(one) for one in value["fixed"] if one["severity"] in bad]
    found.sort(key=lambda one: (_WORST[one.severity], one.path, one.line, one.check))
    fixed.sort(key=lambda one: (one.path, one.line, one.check))
    return found, fixed, failing


def _problem(one: "Map") -> Problem:
    span = one["span"]
    line = 0 if span is None else int(span[0])
    return Problem(
        *(one["check"], one["severity"], one["message"], one["path"]),
        line=line,
        help=one["help"] or "",
    )


def _needs(gathered: Gathered, diff: "Map") -> tuple[str, ...]:
    """Return the owners of what is marked as a risk."""
    found: dict[str, None] = {}
    for group in gathered.groups:
        for one in group.changes:
            if one.risks:
                found |= dict.fromkeys(one.owners)
    for file in diff["files"]:
        if file["status"] in ("added", "removed") and file["risks"]:
            found |= dict.fromkeys(map(str, file["owners"]))
    return tuple(found)


def _unknown(effective: object) -> tuple[str, ...]:
    if effective is None:
        return ()
    return tuple(sorted(_map(effective)["unresolved"], key=weight))


def _unmeasured(context: Context, effective: object) -> list[tuple[str, str]]:
    found = [(f"the step {name}", why) for name, why in sorted(context.failed.items())]
    if effective is not None:
        value = _map(effective)
        found += [(f"values in {name}", why) for name, why in value["unresolved"].items()]
        if value["why_not"]:
            found.append(("values by environment", value["why_not"]))
        if value["left"]:
            found.append((f"{value['left']} more environments", "there are too many of them"))
    check = context.results.get("check")
    if check is not None and (why := _map(check)["unusable"]):
        found.append(("settings of the change", f"failed: {why}"))
    return found + [("settings", note) for note in context.notes]


def _debt(value: object) -> Debt | None:
    if value is None:
        return None
    found = _map(value)
    return Debt(
        new_minutes=int(found["new_minutes"]),
        removed_minutes=int(found["removed_minutes"]),
        new_items=int(found["new_items"]),
        removed_items=int(found["removed_items"]),
        risks=int(found["risks"]),
        items=tuple((one[0], one[1], one[2], one[3], one[4]) for one in found["items"]),
    )


def _links(context: Context) -> str:
    """Return what stands before `/COMMIT/path` in the address of a file on the forge."""
    environ = context.environ
    if context.forge == "github":
        server, project = environ.get("GITHUB_SERVER_URL"), environ.get("GITHUB_REPOSITORY")
        return f"{server}/{project}/blob" if server and project else ""
    if context.forge == "gitlab" and environ.get("CI_PROJECT_URL"):
        return f"{environ['CI_PROJECT_URL']}/-/blob"
    return ""


def _shown(text: str) -> str:
    """Return a text of a commit without the words that look like a secret."""
    if not told(text):
        return text
    words = [HIDDEN if told(word) else word for word in text.split(" ")]
    said = " ".join(words)
    return HIDDEN if told(said) else said


def _map(value: object) -> "Map":
    assert isinstance(value, dict)
    return value
