"""Scalars of YAML that SOPS would write back as something else: found before it does.

SOPS reads a document into numbers, truth values and times, and writes those; how they were
written is gone. `014` comes back as 12, `1.50` as 1.5, a long account number as a float. What
stands in quotes comes back as it was.
"""

from confledger.location import Path, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.secrets.stores.yaml_layout import Scalar

Found = tuple[int, Path, "Span | None", str]

_TAG = "tag:yaml.org,2002:"
_HARMLESS = (f"{_TAG}str", f"{_TAG}null", f"{_TAG}map", f"{_TAG}seq")
_RESOLVED = (f"{_TAG}int", f"{_TAG}float", f"{_TAG}bool", f"{_TAG}timestamp", "!")
# What YAML 1.1 takes for a truth value, and YAML 1.2, as SOPS, for text.
_OLD_BOOL = frozenset(("y", "yes", "n", "no", "on", "off"))
_BOOL = {"true": "true", "false": "false"}
_NULL = ("", "~", "null", "Null", "NULL")
_FLOAT_WORDS = {
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), ".inf"),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), "-.inf"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), ".nan"),
}
_SIGNED = 1 << 63


def find(data: bytes) -> list[Found]:
    """Return document, path, place, and what would be lost, of each scalar of a YAML text.

    Nothing of a value is told. Metadata of SOPS are left out.
    """
    from confledger.secrets.stores.yaml import text_of
    from confledger.secrets.stores.yaml_layout import Layout

    layout = Layout(text_of(data))
    found: list[Found] = []
    for document, path, span, tag in layout.tagged:
        if tag not in _HARMLESS:
            found.append((document, path, span, "its tag would be lost"))
    for scalar in layout.scalars:
        if scalar.path[:1] != ("sops",):
            found += _of(scalar)
    return sorted(found, key=lambda one: (one[0], one[2].key() if one[2] else (0,)))


def _of(scalar: "Scalar") -> "Iterator[Found]":
    why = _why_key(scalar) if scalar.is_key else _why(scalar)
    if why is not None:
        yield (scalar.document, scalar.path, scalar.span, why)


def _why_key(scalar: "Scalar") -> str | None:
    text = scalar.text
    if not scalar.plain or scalar.tag is not None or text == "<<":
        return None
    if changed(text) is None and not _other(text):
        return None
    return "this key is no text to every reader: SOPS takes it for one, or refuses the file"


def _other(text: str) -> bool:
    """Whether a text without quotes is no text, though it stays as it is."""
    return text in _NULL or text in _BOOL or text in _FLOAT_WORDS or _number(text) is not None


def _why(scalar: "Scalar") -> str | None:
    tag = scalar.tag
    if tag is not None and tag not in (*_HARMLESS, *_RESOLVED):
        if tag == f"{_TAG}binary":
            return "`!!binary` would become the text that it encodes"
        return "its tag would be lost"
    if tag in _HARMLESS or not (scalar.plain or tag in _RESOLVED):
        return None
    if tag == "!" and _other(scalar.text):
        return "the tag `!` that makes a text of it would be lost"
    if tag == f"{_TAG}float" and "." not in scalar.text:
        return "`!!float` would be lost, and it would be a whole number"
    return changed(scalar.text)


def changed(text: str) -> str | None:
    """Return what SOPS would change about a scalar without quotes; None if nothing."""
    if text in _NULL or text in _BOOL:
        return None
    if text.lower() in _BOOL and text in (text.title(), text.upper()):
        return "a truth value would be written in small letters"
    if text.lower() in _OLD_BOOL and text in (text.lower(), text.title(), text.upper()):
        return "YAML 1.1 reads a truth value, and SOPS would make it a text"
    if text in _FLOAT_WORDS:
        return None if _FLOAT_WORDS[text] == text else "this number would be written another way"
    if text == "<<":
        return "it would get the tag of a merge key"
    if text[0] not in "+-.0123456789":
        return None
    return _time(text) or _number(text) or None


def _number(text: str) -> str | None:
    """Return what becomes of a number; an empty text where it stays, None where it is none."""
    whole = _whole(text.replace("_", ""))
    if whole is not None:
        return _as_whole(text, whole)
    value = _real(text)
    if value is None:
        sexagesimal = _sexagesimal(text)
        return "YAML 1.1 reads a number, and SOPS would make it a text" if sexagesimal else None
    digits = text.replace("_", "").lstrip("+-")
    if digits.isdecimal() and len(digits) > 18:
        return "it has more digits than SOPS keeps: it would become a float, and not exact"
    if value == 0 and text.startswith("-"):
        return "a zero with a sign: the file could not be decrypted again"
    return "" if go_float(value) == text else "this number would be written another way"


def _as_whole(text: str, whole: int) -> str:
    if not -_SIGNED <= whole < _SIGNED:
        return "SOPS refuses whole numbers of more than 63 bits"
    if str(whole) == text:
        return ""
    if text.lstrip("+-").replace("_", "").isdecimal() and text.lstrip("+-")[0] == "0":
        return "with a zero in front it is read as octal: it would become another number"
    return "this whole number would be written another way"


def _whole(text: str) -> int | None:
    """Return the integer that Go reads; it takes prefixes, and a zero in front for octal."""
    sign = -1 if text.startswith("-") else 1
    digits = text[1:] if text[:1] in ("+", "-") else text
    base = {"0x": 16, "0X": 16, "0o": 8, "0O": 8, "0b": 2, "0B": 2}.get(digits[:2])
    if base is not None:
        digits = digits[2:]
    else:
        base = 8 if len(digits) > 1 and digits[0] == "0" else 10
    if not digits.isascii() or not digits.isalnum() or len(digits) > 70:
        return None
    try:
        value = sign * int(digits, base)
    except ValueError:
        return None
    # Beyond 64 bits, Go reads no integer, and what has a point or none else a float.
    return value if -_SIGNED <= value < 2 * _SIGNED else None


def _real(text: str) -> float | None:
    """Return the float that Go reads, None where the text is none."""
    import re

    text = text if text.startswith(".") else text.replace("_", "")
    pattern = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    if re.fullmatch(pattern, text, re.ASCII) is None:
        return None
    value = float(text)
    return None if value in (float("inf"), float("-inf")) else value


def go_float(value: float) -> str:
    """Write a float as the YAML of SOPS does: the fewest digits that are exact."""
    digits, _, exponent = f"{value!r}".partition("e")
    mantissa = digits.lstrip("-").removesuffix(".0")
    whole, _, fraction = mantissa.partition(".")
    sign = "-" if digits.startswith("-") else ""
    figures = (whole + fraction).lstrip("0")
    power = int(exponent or 0) + len(whole) - 1
    if whole == "0":
        power = int(exponent or 0) - (len(fraction) - len(fraction.lstrip("0")) + 1)
    figures = figures.rstrip("0")
    if not figures:
        return f"{sign}0"
    if -5 < power < 6:
        return sign + _positional(figures, power)
    rest = f".{figures[1:]}" if len(figures) > 1 else ""
    return f"{sign}{figures[0]}{rest}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _positional(figures: str, power: int) -> str:
    if power < 0:
        return "0." + "0" * (-power - 1) + figures
    if len(figures) <= power + 1:
        return figures + "0" * (power + 1 - len(figures))
    return f"{figures[: power + 1]}.{figures[power + 1 :]}"


def _sexagesimal(text: str) -> bool:
    """Whether YAML 1.1 reads a number of base 60, such as a time of day."""
    import re

    return re.fullmatch(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?", text, re.ASCII) is not None


def _time(text: str) -> str | None:
    """Return what becomes of a time, an empty text where it stays, None where it is none."""
    import re
    from datetime import datetime

    if text[4:5] != "-" or not text[:4].isdecimal():
        return None
    match = re.fullmatch(
        r"(\d{4})-(\d\d?)-(\d\d?)(?:([Tt ])(\d\d?):(\d\d?):(\d\d?)(\.\d+)?(Z|[+-]\d\d:\d\d)?)?",
        text,
        re.ASCII,
    )
    if match is None:
        return None
    between, zone = match[4], match[9]
    # With a T there is a zone, with a blank there is none.
    if between and (zone is None) is (between != " "):
        return None
    try:
        year, month, day, hour, minute, second = (
            int(match[number] or 0) for number in (1, 2, 3, 5, 6, 7)
        )
        datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    return (
        "a date or time would be written another way, with a time and a zone"
        if (
            between != "T"
            or any(len(match[number]) < 2 for number in (2, 3, 5, 6, 7))
            or (match[8] or "1").endswith("0")
            or len(match[8] or "") > 10
            or zone in ("+00:00", "-00:00")
        )
        else ""
    )
