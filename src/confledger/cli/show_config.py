"""`show --env E [KEY]`: the configuration that holds there, or one value of it."""

from confledger.cli import effective
from confledger.cli.streams import put
from confledger.loader.rendering.veiling import MASK, Veil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def meant(asked: "Namespace") -> bool:
    """Whether options say that the configuration is asked for, and no entry of the ledger."""
    return (
        asked.env is not None or asked.folder is not None or asked.host is not None or asked.flags
    )


def run(asked: "Namespace", key: str | None) -> int:
    """Print the whole, or what stands at a key, as YAML or JSON; secrets are masked."""
    config = effective.loaded(asked)
    at, value = effective.placed(config, key)
    resolution = config.snapshot.resolution
    veil = Veil(resolution.tree, resolution.schema, MASK, resolution.inputs)
    shown = veil.over(value, at)
    if asked.format == "json":
        from json import dumps

        from confledger.location import pointer

        told = {
            "version": 1,
            "environment": config.snapshot.environment,
            "key": pointer(at),
            "value": shown,
            "secrets": [pointer(path) for path in veil.met],
        }
        # Half of a character, which JSON may hold, is written as it came: escaped.
        put(dumps(told, indent=2, ensure_ascii=not _encodes(told)) + "\n")
        return 0
    from confledger.cli.failure import shown as printable
    from confledger.loader.rendering.yaml import write

    put(printable(write(shown)))
    return 0


def _encodes(value: object) -> bool:
    """Whether every text in a value has UTF-8."""
    from json import dumps

    try:
        dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
