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
    """Part the findings of a file by the comments in it; a comment that fits is marked `used`."""
    kept: list[Finding] = []
    accepted: list[Accepted] = []
    for finding in findings:
        chosen = None
        for comment in comments:
            if not comment.fault and comment.fits(finding):
                comment.used = True
                if chosen is None and comment.trusted and not comment.ended(today):
                    chosen = comment
        if chosen is None:
            kept.append(finding)
        else:
            place = f"{path}:{chosen.span.line}"
            accepted.append(
                Accepted(finding, IN_SOURCE, reason=chosen.reason, place=place, until=chosen.until)
            )
    return kept, accepted
