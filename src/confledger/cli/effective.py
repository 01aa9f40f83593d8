"""The configuration that a command is asked about: its options, and what they load."""

import os

from confledger.cli.streams import tell
from confledger.errors import ConfledgerError, nearest
from confledger.location import Path, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from confledger.loader.config import Config
    from confledger.settings import Settings


def add_to(parser: "ArgumentParser") -> None:
    """Give a parser the options that say which configuration is meant."""
    parser.add_argument(
        "--env",
        metavar="ENV",
        help="of this environment (default: as the variable of the settings says, else the base)",
    )
    parser.add_argument("--host", metavar="HOST", help="as this host, or in this role, has it")
    parser.add_argument("--folder", metavar="FOLDER", help="where it is (default: the settings')")
    parser.add_argument(
        "--set",
        dest="flags",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="with this value instead; may be repeated",
    )


def loaded(asked: "Namespace", *, fake: bool = False) -> "Config":
    """Load what the options say; raise ConfledgerError."""
    import warnings

    from confledger.cli.failure import shown
    from confledger.loader.findings import ConfigWarning
    from confledger.loader.flags import parsed
    from confledger.loader.loading import load

    with warnings.catch_warnings():
        # They are told below, without the line of this program that they would be shown with.
        warnings.simplefilter("ignore", ConfigWarning)
        config = load(
            folder(asked.folder),
            asked.env,
            host=asked.host,
            flags=parsed(asked.flags),
            secrets="fake" if fake else "open",
            access=False,
        )
    for one in config.snapshot.findings:
        tell(f"warning: {shown(str(one))}\n")
    return config


def folder(named: str | None) -> str:
    """Return the folder of a configuration: as named, or the one that the settings say."""
    if named is not None:
        return named
    from confledger.loader.folder import Folder, top_of
    from confledger.loader.loading import settings_of as found

    here = os.getcwd()
    top = top_of(here)
    there = os.path.join(top, str(found(Folder(top)).load["folder"]))
    if not os.path.lexists(there):
        raise ConfledgerError(
            f"there is no configuration folder {os.path.relpath(there, here)!r}",
            help="name it with --folder, or as `folder` of `load` in confledger.yaml",
        )
    return there


def settings_of(config: "Config") -> "Settings":
    """Return the settings that hold where a configuration was loaded from."""
    from confledger.loader.folder import Folder
    from confledger.loader.loading import settings_of as found

    return found(Folder(config.snapshot.top))


def placed(config: "Config", key: str | None) -> tuple[Path, object]:
    """Return where a key is in the configuration and what stands there; raise ConfledgerError."""
    from confledger.loader.keys import located, path_of

    resolution = config.snapshot.resolution
    if key is None:
        return (), resolution.tree
    merges = None if resolution.schema is None else resolution.schema.merges
    steps = path_of(key)
    found = located(resolution.tree, steps, merges)
    if found is not None:
        return found
    raise ConfledgerError(
        f"there is no `{key}` in {config.snapshot.said()}", help=_near(config, steps)
    )


def noted(count: int, what: str, paths: list[Path], why: str) -> None:
    """Say on standard error which keys were treated in a way that nobody asked for."""
    from confledger.cli.failure import shown

    if count:
        named = ", ".join(map(dotted, paths[:_NAMED])) + (", …" if count > _NAMED else "")
        tell(f"{count} {what}{'s' if count > 1 else ''} {why}: {shown(named)}\n")


_NAMED = 5


def _near(config: "Config", steps: Path) -> str:
    """Return what may have been meant by a key that is not there."""
    from confledger.loader.keys import located

    tree = config.snapshot.resolution.tree
    done: Path = ()
    value: object = tree
    for step in steps:
        found = located(tree, (*done, step))
        if found is None:
            break
        done, value = found
    if isinstance(value, dict):
        names = [str(name) for name in value]
        close = nearest(str(steps[len(done)]), names)
        if close is not None:
            return f"did you mean `{dotted((*done, close))}`?"
        where = f"`{dotted(done)}`" if done else "it"
        more = ", …" if len(names) > _NAMED else ""
        return f"{where} has {', '.join(names[:_NAMED])}{more}" if names else f"{where} is empty"
    if isinstance(value, list):
        return f"`{dotted(done)}` is a list of {len(value)}: write `{dotted((*done, 0))}`"
    return f"`{dotted(done)}` is one value"
