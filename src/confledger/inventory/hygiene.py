"""Everything in a tree that could be tidied up."""

from confledger.inventory import kinds
from confledger.inventory.doubles import doubles
from confledger.inventory.facts import CONFIG, Facts
from confledger.inventory.flaw_names import backups, broken_links, junk, same_but_for_case
from confledger.inventory.flaws import EMPTY, JUNK, LARGE, Flaw, ordered
from confledger.inventory.items import Tree
from confledger.inventory.mentions import Mentions
from confledger.inventory.orphans import unlisted

# Bytes from which on a file is better kept elsewhere.
LARGEST = 5_000_000
# They are empty on purpose.
_MARKS = frozenset((".gitkeep", ".keep", ".gitignore", ".nojekyll", "py.typed", ".placeholder"))


def flaws(
    tree: Tree,
    facts: dict[str, Facts],
    mentions: Mentions,
    oids: dict[str, str],
    targets: dict[str, str],
) -> list[Flaw]:
    """Return what the tree shows by itself, the worst first; `facts` is of every file."""
    # What is left out on purpose may look as it likes.
    paths = [
        path
        for path, kind in sorted(tree.entries.items())
        if kind != "submodule" and (path not in tree.reasons or kind == "symlink")
    ]
    plain = [path for path in paths if tree.entries[path] == "file"]
    found = backups(plain)
    taken = {one.path for one in found}
    found += [one for one in junk(plain) if one.path not in taken]
    taken = {one.path for one in found}
    found += same_but_for_case(sorted(tree.entries))
    found += broken_links(targets, sorted(tree.entries))
    for path in plain:
        size = tree.large.get(path) or (facts[path].size if path in facts else 0)
        if size > LARGEST and path not in taken:
            found.append(Flaw(LARGE, path, f"{size / 1_000_000:.1f} MB in every clone, for good"))
    for path, one in tree.facts.items():
        if path in taken:
            continue
        if one.size == 0 and path.rpartition("/")[2] not in _MARKS and _says_something(path, one):
            found.append(Flaw(EMPTY, path, "it is empty"))
        if path.rpartition("/")[2].partition(".")[0] == "core" and one.skipped == kinds.BINARY:
            found.append(Flaw(JUNK, path, "a program crashed, and this is its memory"))
        if not kinds.is_test(path):
            found += [Flaw(kind, path, why, line) for kind, line, why in one.blemishes]
    kept = {path: one for path, one in tree.facts.items() if path not in taken}
    found += doubles(kept, oids, mentions)
    found += unlisted(kept, mentions)
    return ordered(found)


def _says_something(path: str, one: Facts) -> bool:
    """Whether a file without content is of no use: markers of packages are."""
    return one.what == CONFIG or kinds.is_prose(path)
