"""A scope as it was at a revision: which files have to be others, and which stay all the same."""

import os

from confledger.git.tree_writing import Put, as_put
from confledger.git.trees import GITLINK, LINK, Pair, TreeFile
from confledger.rollback.plan import ADDED, CHANGED, DELETED, MODE, File, Kept
from confledger.rollback.room import in_the_way

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from confledger.rollback.scope import Scope

RULES = (".sops.yaml", ".sops.yml")
OF_RULES = "says today who may read secrets"
OF_SECRETS = "secrets stay as they are; --with-secrets takes them back too"


class Restored:
    """Edits from now to then, the files they are about, and those that are kept."""

    __slots__ = ("edits", "files", "kept")

    def __init__(self) -> None:
        self.edits: dict[str, Put | None] = {}
        self.files: list[File] = []
        self.kept: list[Kept] = []


def restored(
    pairs: dict[str, Pair],
    scope: "Scope",
    keeps: "Callable[[str, Pair], str | None]",
    standing: "Collection[str]",
) -> Restored:
    """Return what makes a scope as it was; `pairs` are each file now and then, where they differ.

    `keeps` says why a file of the scope is not touched, None for any that is; `standing` are all
    paths that there are now.
    """
    found = Restored()
    for path, (now, then) in pairs.items():
        if not scope.holds(path):
            continue
        why = OF_RULES if os.path.basename(path) in RULES else keeps(path, (now, then))
        if why is not None:
            found.kept.append(Kept(path, why))
            continue
        found.edits[path] = as_put(then)
        found.files.append(File(path, kind_of((now, then)), _note(then or now)))
    _make_room(found, standing)
    return found


def _make_room(found: Restored, standing: "Collection[str]") -> None:
    """Leave out what cannot come back: something that stays has its name, or a part of it."""
    staying = {path for path in standing if found.edits.get(path, True) is not None}
    wanted = [path for path, edit in found.edits.items() if edit is not None]
    for path, other in in_the_way(staying, wanted).items():
        del found.edits[path]
        found.files = [one for one in found.files if one.path != path]
        found.kept.append(Kept(path, f"{other} is there now, and stays"))


def kind_of(pair: Pair) -> str:
    """Return what becomes of a file."""
    now, then = pair
    if now is None:
        return ADDED
    if then is None:
        return DELETED
    return MODE if now.oid == then.oid else CHANGED


def _note(file: TreeFile | None) -> str:
    modes = {LINK: "symbolic link", GITLINK: "submodule"}
    return "" if file is None else modes.get(file.mode, "")
