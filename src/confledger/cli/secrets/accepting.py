"""Findings that somebody took on: by a comment beside the value, or in the file of waivers."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding
    from confledger.git.snapshot import Content
    from confledger.settings import Settings

    class Source(Protocol):
        """What files are looked for in."""

        def find(self, path: str) -> tuple[str, Content] | None:
            """Return object id and content of one path; None when it is not there."""


def accept(
    findings: "list[Finding]",
    held: "Callable[[str], bytes]",
    trusted: "Source",
    settings: "Settings",
    *,
    today: str,
    earlier: "Callable[[str], bytes | None] | None" = None,
    everything: bool = False,
) -> "tuple[list[Finding], list[Accepted]]":
    """Part findings into those that stay and those that are accepted, in report order.

    `held` gives the bytes of a file; waivers are read from `trusted`. `earlier` gives what a
    file held in a state that was reviewed: comments that were not there do not count. After a
    run over `everything`, a waiver of a check of secrets that fits nothing is told.
    """
    kept, accepted = _in_place(findings, held, earlier, today)
    found = trusted.find(settings.waivers)
    if found is not None and isinstance(found[1], bytes):
        from confledger.checks.globs import belonging
        from confledger.checks.waivers import Waivers

        waivers = Waivers(settings.waivers, found[1], today, belonging(settings.environments))
        kept, waived = waivers.accept(kept)
        accepted += waived
        if everything:
            kept += waivers.unused(of_secrets=True)
    from confledger.cli.acceptance import ordered

    return ordered(kept, accepted)


def _in_place(
    findings: "list[Finding]",
    held: "Callable[[str], bytes]",
    earlier: "Callable[[str], bytes | None] | None",
    today: str,
) -> "tuple[list[Finding], list[Accepted]]":
    from confledger.checks.accepted import accept_in_place
    from confledger.checks.suppressions import of_bytes, trust

    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    kept: list[Finding] = []
    accepted: list[Accepted] = []
    for path, found in sorted(by_path.items()):
        comments = of_bytes(held(path))
        if comments and earlier is not None:
            trust(comments, of_bytes(earlier(path) or b""))
        left, taken = accept_in_place(found, comments, path, today)
        kept += left
        accepted += taken
    return kept, accepted
