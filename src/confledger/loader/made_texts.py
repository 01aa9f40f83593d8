"""Made-up texts for what a schema asks of a text: lengths, formats, patterns."""

from confledger.loader.digests import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_DIGITS = "0123456789"
_HEX = "0123456789abcdef"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# A text longer than this is no secret that anybody makes up.
_LONGEST = 100_000
_FORMATS = {
    "date": "2000-01-01",
    "date-time": "2000-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "duration": "P1D",
    "email": "{}@example.invalid",
    "idn-email": "{}@example.invalid",
    "hostname": "{}.example.invalid",
    "idn-hostname": "{}.example.invalid",
    "uri": "https://example.invalid/{}",
    "iri": "https://example.invalid/{}",
    "uri-reference": "/{}",
    "iri-reference": "/{}",
    "uri-template": "/{}",
    "json-pointer": "/{}",
    "relative-json-pointer": "0/{}",
    "regex": "{}",
    "ipv6": "2001:db8::1",
}


def texts(slug: str, nodes: "list[dict[str, Any]]") -> "Iterator[str]":
    """Yield texts, the likeliest to fit first; the same for the same `slug`."""
    least = max((_size(node, "minLength", 0) for node in nodes), default=0)
    most = min((_size(node, "maxLength", _LONGEST) for node in nodes), default=_LONGEST)
    least = min(least, _LONGEST)
    digest = sha256(slug.encode()).hexdigest()
    name = f"fake-{slug}"
    for node in nodes:
        wanted = node.get("format")
        if wanted == "uuid":
            yield f"fa4e0000-{digest[:4]}-4{digest[4:7]}-8{digest[7:10]}-{digest[10:22]}"
        elif wanted == "ipv4":
            # Of the addresses that are for documentation (RFC 5737).
            yield f"192.0.2.{int(digest[:4], 16) % 254 + 1}"
        elif wanted in _FORMATS:
            # Of a name of a host, no part is longer than 63.
            short = name if len(name) < 60 else f"fake-{digest[:16]}"
            made = _FORMATS[wanted].format(short)
            yield made
            if len(made) < least:
                yield made + digest[0] * (least - len(made))
    patterns = [node["pattern"] for node in nodes if isinstance(node.get("pattern"), str)]
    for text in _plain(slug, digest, least, most):
        if not patterns or _likely(patterns, text):
            yield text
    if patterns:
        from confledger.loader.turned import matching

        for pattern in patterns:
            yield from matching(pattern, name, least, most)
        yield from _plain(slug, digest, least, most)


def _plain(slug: str, digest: str, least: int, most: int) -> "Iterator[str]":
    """Yield texts of several alphabets within lengths."""
    name = f"fake-{slug}"
    if len(name) > most:
        # Cut, keys that begin alike would have the same.
        name = f"fake-{digest}" if most > len("fake-") else ("fake" + digest)
    yield _sized(name, digest, least, most)
    letters = "".join(_LETTERS[int(one, 16)] for one in digest)
    for begins, more in (
        ("fake" + slug.replace("-", ""), digest),
        ("fake" + letters, letters),
        ("fake_" + slug.replace("-", "_"), digest),
        ("FAKE" + letters.upper(), letters.upper()),
        ("FAKE_" + slug.replace("-", "_").upper(), letters.upper()),
        ("Fake-1" + slug, digest),
        ("Fake1!" + digest, digest),
        ("fa4e" + digest, digest),
        ("FA4E" + digest.upper(), digest.upper()),
        ("".join(str(int(one, 16) % 10) for one in digest),) * 2,
    ):
        yield _sized(begins, more, least, most)
    yield _sized("fa4e" + digest, digest, max(least, 32), min(most, 32))
    yield _sized("fa4e" + digest, digest, max(least, 40), min(most, 40))
    yield _sized("fa4e" + digest, digest, max(least, 64), min(most, 64))


def _sized(text: str, more: str, least: int, most: int) -> str:
    if len(text) < least:
        text += more * ((least - len(text)) // len(more) + 1)
        return text[:least]
    return text[:most]


def _likely(patterns: list[str], text: str) -> bool:
    """Whether a text has all patterns, as far as they can be asked; else the validator says."""
    import re2

    options = re2.Options()
    options.log_errors = False
    for pattern in patterns:
        try:
            if re2.compile(pattern, options).search(text) is None:
                return False
        except re2.error:
            continue
    return True


def _size(node: "dict[str, Any]", word: str, default: int) -> int:
    value = node.get(word)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return default
    return int(value) if value == int(value) else default
