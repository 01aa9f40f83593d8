"""What owners say that modules need, against what was found in them."""

from collections.abc import Iterator

from confledger.inventory.gaps.gap import Gap, some
from confledger.inventory.needs.document import NO, YES, Document
from confledger.inventory.needs.found import CONFIGURATION, NEEDS, Module


def gaps(
    module: Module,
    document: Document,
    path: str,
    names: dict[str, set[str]],
    wrong: list[tuple[str, str]],
    owner: str,
) -> Iterator[Gap]:
    """Yield the gaps of one module; `names` has every single name that is found, by need."""
    write = "confledger report needs --write"
    for need in NEEDS:
        said = document.needs[need]
        found = module.found[need]
        lost = sorted(set(said.expected) - names.get(need, set()))
        if lost:
            what = f"{module.name} needs {need} that are not there: {some(lost)}"
            fix = f"add them, or take them out of `needs.{need}.expected`"
            yield Gap(
                *("needed-not-found", f"{module.name}: {some(lost)}", path, 1, what, fix, write),
                *(len(lost), owner),
            )
        elif said.needed == YES and not found and need != CONFIGURATION:
            what = f"{module.name} needs {need}, and none are there"
            fix = "add them, or set `needed` to no and say why"
            name = f"{module.name}: {need}"
            yield Gap("needed-not-found", name, path, 1, what, fix, write, 1, owner)
        if said.needed == NO and found and not said.why:
            what = f"{module.name} needs no {need}, and has {some([one.name for one in found])}"
            fix = "remove them, or say in `why` what they are for"
            name = f"{module.name}: {need}"
            yield Gap("found-not-needed", name, path, 1, what, fix, write, 1, owner)
    if wrong:
        why, command = wrong[0]
        what = f"{module.name}: {why}"
        fix = "confirm what was found" if "--sign" in command else "bring it up to date"
        yield Gap("needs-unsigned", module.name, path, 1, what, fix, command, 1, owner)
