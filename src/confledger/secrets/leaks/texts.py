"""Names that are given a value in a line of text: source code, scripts, comments, prose."""

from confledger.secrets.leaks import values
from confledger.secrets.leaks.kinds import CODE, PROSE, SETTINGS
from confledger.secrets.leaks.leaves import DRAWN, NAMED
from confledger.secrets.leaks.matching import Pattern
from confledger.secrets.leaks.names import PASSWORD, kind, names_a_secret
from confledger.secrets.leaks.values import LONGEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = (
    r"([\w.-]*(?:(?i:passw(?:or)?d|passphrase|passcode|passwort|pwd|pass|secret|token|credentials?"
    r"|key|pw|pat))\d{0,3}(?i:[_.-]?(?:base|value|raw|b64))?)"
)
_QUOTED = r"(?:\"([^\"\n]+)\"|'([^'\n]+)'|`([^`\n]+)`)"
# What is given: `name = "…"`, `"name": "…"`, `env["NAME"] = "…"`, `name := "…"`, `NAME=…`.
_GIVEN = Pattern(
    _NAME + r"[\"'`]?(?:\]|\))?[ \t]*(?::[ \t]*(?:str|String|string)[ \t]*)?"
    r"(?::=|=>|\?=|[:=,])[ \t]*"
    r"(?:[a-zA-Z]?" + _QUOTED + r"|([^\s\"'`,;(){}\[\]<>]+))"
)
_ELEMENT = Pattern(r"<" + _NAME + r">([^<\n]+)</")
# An attribute, or a program's option: `--password hunter2`.
_OPTION = Pattern(r"\s--?" + _NAME + r"[ =](?:" + _QUOTED + r"|([^\s\"'`,;(){}\[\]<>|&]+))")
_MARKS = (b"#", b"//", b"--", b";", b"<!--", b"*")


class Given:
    """One name with its value: where the value begins, its text, whether it is in quotes."""

    __slots__ = ("key", "quoted", "start", "text")

    def __init__(self, key: str, start: int, text: str, *, quoted: bool) -> None:
        self.key = key
        self.start = start
        self.text = text
        self.quoted = quoted


def given(data: bytes) -> "Iterator[Given]":
    """Yield each name of a secret that is given a value, by the patterns and then by place."""
    patterns = [_GIVEN]
    if b"</" in data:
        patterns.append(_ELEMENT)
    if b" -" in data:
        patterns.append(_OPTION)
    seen = set()
    for pattern in patterns:
        for _, name, *found in pattern.groups(data):
            key = data[slice(*name)].decode("utf-8", "replace")
            if kind(key) is None:
                continue
            number, place = next((n, one) for n, one in enumerate(found) if one[0] >= 0)
            if place[0] not in seen and place[1] - place[0] <= LONGEST:
                seen.add(place[0])
                text = data[slice(*place)].decode("utf-8", "replace")
                yield Given(key, place[0], text, quoted=number < 3 and len(found) > 1)


def why(one: Given, of: str, *, shown: bool) -> str | None:
    """Return what gives a value away in a text of this kind, or None.

    The less a text is made of settings, the more the value itself has to look like a secret.
    """
    text = one.text.strip()
    if not values.literal(text) or names_a_secret(text):
        return None
    if of == CODE and not one.quoted:
        return None
    drawn = values.random(text) or (values.strong(text) and _password(text))
    if kind(one.key) != PASSWORD:
        return DRAWN if values.random(text) and not _dotted(text) else None
    if of == PROSE or shown:
        return DRAWN if drawn and not _dotted(text) else None
    if any(c.isspace() for c in text):
        return None
    if of == SETTINGS or one.quoted:
        enough = len(text) >= (4 if of == SETTINGS else 6) and _password(text)
    else:
        enough = len(text) >= 6 and _password(text) and not _dotted(text)
    return NAMED if enough else None


def in_comment(data: bytes, start: int) -> bool:
    """Whether a place in a text has the beginning of a comment before it, in its line."""
    line = data[data.rfind(b"\n", 0, start) + 1 : start].lstrip()
    return line.startswith(_MARKS) or b" #" in line or b" //" in line


def _password(text: str) -> bool:
    """Whether a text is one that nobody would write but as a password: it has digits, or signs."""
    return any(c.isdigit() for c in text) or any(c in "!@#$%^&*+?~" for c in text[1:-1])


def _dotted(text: str) -> bool:
    """Whether a text is a way through objects or a call: `config.token2`, `a::b`, `x->y`."""
    return "::" in text or "->" in text or text.count(".") >= 2 or text.startswith(("-", "@", "\\"))
