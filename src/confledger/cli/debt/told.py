"""What the gate says: each new item with its place, its minutes and its command."""

from confledger.debt.gate import Compared
from confledger.debt.item import Item
from confledger.reports.statement.model import MINUTES
from confledger.reports.statement.values import written as value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

_SEVERE = ("critical", "high")
VERSION = 1


def written(found: Compared, name: str, *, most: int, base: str) -> str:
    """Write the answer in a format; as text nothing where there is nothing to say."""
    if name == "text":
        passes = found.passes(most)
        lines = [line for one in found.new for line in _lines(one)]
        end = [] if passes else [summary(found, most=most, base=base)]
        return "".join(f"{line}\n" for line in [*lines, *end])
    if name == "json":
        return _json(found, most=most, base=base)
    from confledger.checks.result import Result
    from confledger.reports.catalog import renderer

    result = Result(findings=[_finding(one) for one in found.new if not one.accepted])
    return renderer(name)(result, verbose=True)


def summary(found: Compared, *, most: int, base: str) -> str:
    """Return one sentence: what is new, what was paid back, and since when."""
    said = f"{_counted(found.new, found.minutes)} new"
    if found.risky:
        number = len(found.risky)
        said += f", {number:,} of them {'risks' if number > 1 else 'a risk'}"
    if most:
        said += f" (up to {value(most, MINUTES)} are allowed)"
    if found.gone:
        said += f"; {_counted(found.gone, found.paid)} paid back"
    since = base[:12] if len(base) >= 40 and base.isalnum() else _shown(base)
    return f"debt since {since}: {said}"


def _counted(items: list[Item], minutes: int) -> str:
    number = len(items)
    if not number:
        return "nothing"
    return f"{number:,} item{'s' * (number > 1)} of {value(minutes, MINUTES)}"


def _lines(one: Item) -> list[str]:
    risk = f", {one.risk} risk" if one.risk else ""
    taken = ", accepted" if one.accepted else ""
    cost = f"{value(one.minutes, MINUTES)}{risk}{taken}"
    lines = [f"{_shown(one.place)}: {one.rule}: {_shown(one.message)} ({cost})"]
    return [*lines, f"  {_shown(one.command)}"] if one.command else lines


def _shown(text: str) -> str:
    from confledger.cli.failure import shown

    return shown(text)


def _finding(one: Item) -> "Finding":
    from confledger.checks.finding import Finding, Severity
    from confledger.location import Span

    severity = Severity.ERROR if one.risk in _SEVERE else Severity.WARNING
    line = one.line
    return Finding(
        check=f"debt/{one.rule}",
        severity=severity,
        message=f"{one.message} ({value(one.minutes, MINUTES)})",
        path=one.path,
        span=None if line is None else Span(line, 1, line, 1),
        pointer=one.pointer,
        help=one.command or None,
        fingerprint=one.fingerprint,
    )


def _json(found: Compared, *, most: int, base: str) -> str:
    from json import dumps

    document = {
        "version": VERSION,
        "passes": found.passes(most),
        "base": base,
        "max_minutes": most,
        "minutes": found.minutes,
        "risks": len(found.risky),
        "paid_back_minutes": found.paid,
        "new": [_row(one) for one in found.new],
        "paid_back": [_row(one) for one in found.gone],
    }
    return dumps(document, indent=2) + "\n"


def _row(one: Item) -> dict[str, object]:
    return {
        "rule": one.rule,
        "address": one.address,
        "path": one.path,
        "line": one.line,
        "message": one.message,
        "owner": one.owner,
        "environments": list(one.environments),
        "minutes": one.minutes,
        "risk": one.risk,
        "accepted": one.accepted,
        "command": one.command,
        "fingerprint": one.fingerprint,
    }
