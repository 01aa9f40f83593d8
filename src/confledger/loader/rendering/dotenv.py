r"""A `.env` file, such that python-dotenv reads what was there, and a shell if it can.

There is no one syntax. What needs no quotes is the same everywhere, `docker run --env-file`
included; docker knows no quotes at all (see docker_env). Else single quotes where nothing in the
value is special between them; else double quotes, with `\\` and `\"`. In these, a shell would
expand a `$`, and run what is in backticks and `$(...)`: values for which it would do the latter
are refused, and `for_a_shell` says of which it reads something else. `${...}` is refused, since
python-dotenv expands it wherever it stands.
"""

import re

from confledger.loader.rendering.flat import lines

_BARE = re.compile(r"[A-Za-z0-9_./:@%+,=-]*\Z")
# Between single quotes, python-dotenv takes a backslash before one of these for an escape.
_SPECIAL = re.compile(r"'|\\\\|\\\Z|\r")
_EXPANDED = re.compile(r"\$\{[^}]*\}")
_RUN = re.compile(r"`|\$\(")


def unfit(text: str) -> str | None:
    """Return why a value cannot be written; None where it can."""
    if "\0" in text:
        return "it has a NUL in it, which no variable can hold"
    if _EXPANDED.search(text):
        return "readers of these files would put another value in for its `${...}`"
    if _SPECIAL.search(text) and _RUN.search(text):
        return "a shell that reads the file would run a part of it"
    return None


def for_a_shell(text: str) -> bool:
    """Whether `. FILE` in a shell gives the value too."""
    return not (_SPECIAL.search(text) and ("$" in text or "\r" in text))


def write(texts: dict[str, str]) -> str:
    """Return the file; each value has to be fit."""
    return lines(texts, quoted)


def quoted(text: str) -> str:
    """Return a value as it stands after `NAME=`."""
    if _BARE.match(text):
        return text
    if not _SPECIAL.search(text):
        return f"'{text}'"
    # Readers make a line feed of a carriage return that stands as it is.
    inner = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r")
    return f'"{inner}"'
