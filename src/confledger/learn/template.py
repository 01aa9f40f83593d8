"""A value without the names of the one object that has it, and the value another object would have.

Of `plex.example.org` in the object `plex`, `{n}.example.org` is what others have in common with it.
"""

# A name stands between these in a template; no value that is learned has them.
_OPEN, _CLOSE = "\x01", "\x02"
# Shorter names are found in words by accident.
_SHORTEST = 3

Names = tuple[tuple[str, str], ...]


def template(value: str, names: Names) -> str | None:
    """Return a typed text with the names in it taken out; None where there are none."""
    if value[0] != "s" or _OPEN in value:
        return None
    found = value
    for letter, name in names:
        if len(name) >= _SHORTEST and name in found:
            found = found.replace(name, f"{_OPEN}{letter}{_CLOSE}")
    return found if found != value else None


def filled(text: str, names: Names) -> str | None:
    """Return the typed text that a template stands for; None where a name is missing."""
    for letter, name in names:
        text = text.replace(f"{_OPEN}{letter}{_CLOSE}", name)
    return None if _OPEN in text else text
