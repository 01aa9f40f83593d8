"""`report hygiene`: what could be tidied up in one commit."""

from confledger.cli.report.basis import Basis
from confledger.cli.report.surveyed import Surveyed, surveyed
from confledger.inventory.flaws import Flaw, ordered
from confledger.inventory.hygiene import flaws
from confledger.inventory.orphans import questions, unnamed
from confledger.inventory.words import MOST
from confledger.reports.hygiene.content import content
from confledger.reports.statement.model import Statement


def statement(basis: Basis) -> Statement:
    """Return the report."""
    seen = surveyed(basis)
    return content(
        found_in(seen),
        files=len(seen.tree.entries),
        configuration=sum(path not in seen.tree.reasons for path in seen.tree.dialects),
        digest=seen.digest("hygiene", history=False),
        as_of=basis.as_of,
    )


def found_in(seen: Surveyed) -> list[Flaw]:
    """Return everything that could be tidied up, the worst first."""
    tree = seen.tree
    found = flaws(tree, seen.facts, seen.mentions, seen.oids, seen.targets)
    return ordered(found + _orphans(seen, {one.path for one in found}))


def _orphans(seen: Surveyed, taken: set[str]) -> list[Flaw]:
    tree = seen.tree
    looked_after = set(tree.schemas) | set(tree.readers) | taken
    looked_after |= {path for path in tree.facts if tree.environments(path)}
    looked_after |= seen.selection.schema_paths(seen.basis.settings.vendored)
    asked, named = questions(tree.facts, seen.mentions, looked_after=looked_after)
    if not asked or not named or len(asked) > MOST:
        # So many that nobody names are read by a program that is told where to look.
        return []
    stems = seen.named({one.path: (one.stem, one.path) for one in asked}, prose=True)
    left = [one for one in asked if one.path not in stems]
    words = {f"{one.path}\0{folder}": (folder, one.path) for one in left for folder in one.folders}
    folders = {key.partition("\0")[0] for key in seen.named(words, prose=False)}
    return unnamed(asked, named, stems, folders)
