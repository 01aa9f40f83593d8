"""`report inventory`: which configuration there is, of one commit."""

from confledger.cli.report.basis import Basis
from confledger.cli.report.surveyed import Surveyed, surveyed
from confledger.inventory import kinds
from confledger.inventory.items import items
from confledger.inventory.variables import UNREAD, Variables, variables
from confledger.reports.inventory.content import content
from confledger.reports.inventory.gathered import Gathered
from confledger.reports.statement.model import Statement


def statement(basis: Basis) -> Statement:
    """Return the report."""
    seen = surveyed(basis)
    digest = seen.digest("inventory", history=True)
    return content(gathered(seen), digest=digest, as_of=basis.as_of)


def gathered(seen: Surveyed) -> Gathered:
    """Return all that is known of the files of a commit, the history included."""
    seen.judge()
    if not seen.basis.shallow:
        seen.changes()
    tree = seen.tree
    found = variables(tree.facts)
    languages: dict[str, int] = {}
    for path, facts in tree.facts.items():
        language = kinds.unread_language(path)
        if language and facts.skipped and not kinds.is_test(path):
            languages[language] = languages.get(language, 0) + 1
    return Gathered(
        items=items(tree, seen.mentions),
        variables=found,
        environments=seen.environments,
        guessed=seen.guessed,
        owned=tree.owners is not None,
        dated=not seen.basis.shallow,
        unread=frozenset(_unread(seen, found)),
        forms=[(path, one) for path, facts in sorted(tree.facts.items()) for one in facts.forms],
        loads=[
            (path, folder, line)
            for path, facts in sorted(tree.facts.items())
            for folder, line in facts.loads
            if not kinds.is_test(path)
        ],
        languages=dict(sorted(languages.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _unread(seen: Surveyed, found: Variables) -> set[str]:
    """Return the variables that look unread and that no other file has in it at all."""
    asked = {
        one.name: (one.name, one.declared[0].path) for one in found.all if one.standing == UNREAD
    }
    return set(asked) - seen.named(asked, prose=False)
