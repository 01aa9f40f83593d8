"""What the settings declare and the tree does not have, and the other way round."""

from collections.abc import Iterable

from confledger.checks.globs import matcher
from confledger.inventory.environments import guess
from confledger.inventory.gaps.from_findings import quoted
from confledger.inventory.gaps.gap import Gap, some
from confledger.settings import FILE, Settings


def gaps(
    settings: Settings, paths: list[str], configuration: list[str], sealed: set[str]
) -> list[Gap]:
    """Return the gaps of one tree; `configuration` are those of its files that are checked.

    `sealed` files hold secrets that others refer to: they are no layers of an environment.
    """
    if not configuration:
        return []
    place = settings.file or FILE
    rows: list[Gap] = []
    if settings.file is None:
        rows.append(
            Gap(
                "nothing-declared",
                FILE,
                configuration[0],
                1,
                f"There is no {FILE}: no schema, environment or owner is declared for "
                f"{len(configuration):,} configuration files",
                "let confledger propose it from what is here",
                "confledger init",
                len(configuration),
            )
        )
    for one in settings.schemas:
        if not any(map(matcher(one["paths"]), paths)):
            rows.append(
                Gap(
                    "schema-entry-unused",
                    some(list(one["paths"])),
                    place,
                    1,
                    f"no file fits {some(list(one['paths']))}, which {one['schema']} is for",
                    "correct the globs, or remove the entry of `schemas`",
                    "confledger schema list --all",
                )
            )
    return rows + list(_of_environments(settings, paths, configuration, place, sealed))


def _of_environments(
    settings: Settings, paths: list[str], configuration: list[str], place: str, sealed: set[str]
) -> Iterable[Gap]:
    taken: set[str] = set()
    for one in settings.environments:
        own = set(filter(matcher(one["paths"]), paths))
        taken |= own
        if not own:
            yield Gap(
                "environment-without-files",
                str(one["name"]),
                place,
                1,
                f"the environment {one['name']} has no file: nothing fits {some(one['paths'])}",
                "correct its `paths`, or remove it from `environments`",
                "confledger explain --order",
            )
    # One file for each environment may be a part of the whole that is merged with it elsewhere.
    for found in guess(configuration).environments:
        folders = tuple(f"{glob}/" for glob in found.paths)
        fits = matcher(found.paths) if found.paths else None
        own = {
            path for path in configuration if (fits and fits(path)) or path.startswith(folders)
        } - taken
        if not own or found.base:
            continue
        files = sorted(own)
        if settings.environments and sealed.issuperset(files):
            continue
        known = any(one["name"] == found.name for one in settings.environments)
        what = f"{some(files)}: by their names of the environment {found.name}"
        what += "; its entry does not take them" if known else "; no such environment is declared"
        yield Gap(
            "environment-undeclared",
            found.name,
            files[0],
            1,
            what,
            "add them to `environments` of the settings, or say why not with `ignore`",
            f"confledger explain --why-not {quoted(files[0])}"
            if settings.environments
            else "confledger init",
            len(files),
        )
