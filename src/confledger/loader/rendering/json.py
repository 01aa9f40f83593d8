"""JSON, in the order of the configuration."""

from math import isfinite


def unfit(value: object) -> str | None:
    """Return why a scalar cannot be written; None where it can."""
    if isinstance(value, float) and not isfinite(value):
        return "JSON has no infinity, and nothing that is not a number"
    return None


def write(tree: object) -> str:
    """Return the document; each value has to be fit."""
    from json import dumps

    return dumps(tree, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
