"""Files that say what is right: whoever reviews a change has to see that it alters them."""

from functools import lru_cache

from confledger.checks.codeowners import PLACES
from confledger.checks.globs import matcher
from confledger.checks.references import refer
from confledger.git.deltas import of_trees
from confledger.git.repository import Repository
from confledger.ledger.mailmap import FILE as MAILMAP
from confledger.secrets.leaks.gitleaks import FILE as GITLEAKS
from confledger.secrets.leaks.gitleaks import IGNORES
from confledger.secrets.rules import FILE as CREATION_RULES
from confledger.settings import ALTERNATIVES, FILE, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def altered(repository: Repository, base: str, head: str, settings: Settings) -> list[str]:
    """Return those that a change adds, alters or deletes, sorted."""
    deltas = of_trees(repository, base, head)
    return sorted(one.path for one in deltas if judges(one.path, settings))


def judges(path: str, settings: Settings) -> bool:
    """Whether a file says what is right, by some settings."""
    names, policies = _known(settings)
    return path in names or path.rpartition("/")[2] == CREATION_RULES or policies(path)


@lru_cache(maxsize=4)
def _known(settings: Settings) -> "tuple[frozenset[str], Callable[[str], bool]]":
    vendored = settings.vendored
    named = {refer(str(one["schema"]), "", vendored).name for one in settings.schemas}
    own = (settings.file, settings.waivers, settings.allowed_differences, settings.debt["minutes"])
    usual = (FILE, *ALTERNATIVES, *PLACES, MAILMAP, GITLEAKS, IGNORES)
    names = frozenset(str(one) for one in (*usual, *own, *named, *vendored.values()) if one)
    return names, matcher(settings.policies) if settings.policies else lambda path: False
