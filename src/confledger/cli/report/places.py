"""Where the environments of a commit are: as its settings say, else as its files look."""

from collections.abc import Callable

from confledger.cli.report.basis import Basis

_PRODUCTION = ("prod", "production", "prd", "live")
_NEAR = ("preprod", "pre-prod", "preproduction", "stage", "staging", "stg", "uat", "dr")


class Places:
    """Names of environments, those that matter most first, and what each path belongs to.

    `guessed` says that no settings name them. `bases` are those that others extend, and which.
    """

    __slots__ = ("bases", "guessed", "names", "of")

    def __init__(
        self,
        names: list[str],
        of: Callable[[str], list[str]],
        bases: dict[str, list[str]],
        *,
        guessed: bool,
    ) -> None:
        self.names = names
        self.of = of
        self.bases = bases
        self.guessed = guessed


def places(basis: Basis) -> Places:
    """Return where the environments are."""
    from confledger.checks.globs import belonging

    declared = [dict(one) for one in basis.settings.environments]
    guessed = not declared
    if guessed:
        declared = _guessed(basis)
    undeployed = [str(one["name"]) for one in declared if one.get("deployed") is False]
    names = [str(one["name"]) for one in declared]
    names.sort(key=lambda name: (name in undeployed, _weight(name), name))
    bases: dict[str, list[str]] = {}
    for one in declared:
        if one.get("extends"):
            bases.setdefault(str(one["extends"]), []).append(str(one["name"]))
    return Places(names, belonging(declared), bases, guessed=guessed)


def configuration(basis: Basis) -> list[str]:
    """Return the paths of a commit that are configuration, in their order."""
    from confledger.checks.selection import Selection
    from confledger.git.snapshot import FILE

    selection = Selection(basis.settings, lambda path: basis.snapshot.find(path) is not None)
    return sorted(
        path
        for path, entry in basis.snapshot.entries().items()
        if entry.kind == FILE and selection.ignored(path, FILE) is None
    )


def _guessed(basis: Basis) -> "list[dict[str, object]]":
    from confledger.inventory.environments import guess

    return [
        {"name": one.name, "paths": one.paths, "deployed": not one.base}
        for one in guess(configuration(basis)).environments
    ]


def _weight(name: str) -> int:
    folded = name.lower()
    return 0 if folded in _PRODUCTION else 1 if folded in _NEAR else 2
