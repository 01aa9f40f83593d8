"""Findings that somebody accepted, kept beside the others: none goes away without a trace."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.suppressions import Suppression

IN_SOURCE = "in source"
WAIVER = "waiver"


class Accepted:
    """A finding, and why it does not count; `place` is where that is written, `path:line`."""

    __slots__ = ("finding", "kind", "owner", "place", "reason", "until")

    def __init__(
        self,
        finding: "Finding",
        kind: str,
        *,
        reason: str,
        place: str,
        until: str = "",
        owner: str = "",
    ) -> None:
        self.finding = finding
        self.kind = kind
        self.reason = reason
        self.place = place
        self.until = until
        self.owner = owner


def accept_in_place(
    findings: "list[Finding]", comments: "list[Suppression]", path: str, today: str
) -> "tuple[list[Finding], list[Accepted]]":
    """Part the findings of a file by the comments in it; a comment that fits is marked `used`.

    The first that fits, was reviewed and has not ended accepts a finding.
    """
    if not comments:
        return findings, []
    from confledger.checks.suppressions import STALE

    about = _by_place(comments)
    kept: list[Finding] = []
    accepted: list[Accepted] = []
    for finding in findings:
        line = None if finding.span is None else finding.span.line
        chosen: list[Suppression] = []
        for name in (finding.check, f"{finding.check}/{finding.subject}"):
            for place in {line, None} if finding.check != STALE else ():
                fitting = about.get((name, place), [])
                for comment in fitting:
                    comment.used = True
                # Once is enough: what stands here is used now, and the first of it accepts.
                fitting[:] = [one for one in fitting if one.trusted and not one.ended(today)][:1]
                chosen += fitting
        if not chosen:
            kept.append(finding)
            continue
        first = min(chosen, key=lambda comment: comment.span.line)
        accepted.append(
            Accepted(
                finding,
                IN_SOURCE,
                reason=first.reason,
                place=f"{path}:{first.span.line}",
                until=first.until,
            )
        )
    return kept, accepted


def _by_place(comments: "list[Suppression]") -> "dict[tuple[str, int | None], list[Suppression]]":
    """Return the comments by the check that they name, and the line; None for the whole file."""
    about: dict[tuple[str, int | None], list[Suppression]] = {}
    for comment in comments:
        for name in () if comment.fault else comment.checks:
            for line in [None] if comment.whole else comment.lines:
                about.setdefault((name, line), []).append(comment)
    return about
