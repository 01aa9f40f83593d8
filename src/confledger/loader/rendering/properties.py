"""Java properties, in ASCII: every reader of them takes the same from it, whatever its encoding.

See java.util.Properties: `=`, `:`, `#`, `!` and blanks are escaped in keys, and in values where
they would not stand for themselves; all that is not ASCII is written as UTF-16 escapes.
"""

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f"}
_IN_KEYS = frozenset("=:#! ")


def unfit(text: str) -> str | None:
    """Return why a value cannot be written; None where it can."""
    return None


def write(texts: dict[str, str]) -> str:
    """Return the file."""
    return "".join(f"{_key(name)}={_value(text)}\n" for name, text in texts.items())


def _key(name: str) -> str:
    return "".join("\\" + one if one in _IN_KEYS else _escaped(one) for one in name)


def _value(text: str) -> str:
    written = "".join(map(_escaped, text))
    # Blanks at the start belong to the separator.
    return "\\" + written if written.startswith(" ") else written


def _escaped(one: str) -> str:
    if one in _ESCAPES:
        return _ESCAPES[one]
    if " " <= one <= "~":
        return one
    units = one.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
