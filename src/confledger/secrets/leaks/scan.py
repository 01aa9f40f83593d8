"""The plain secrets of one file: by its leaves where it is configuration, else by its lines."""

from confledger.secrets.leaks.glance import names_secrets
from confledger.secrets.leaks.kinds import PROSE, SETTINGS, kind_of, shows
from confledger.secrets.leaks.leak import NAMED, PROVIDER, Leak
from confledger.secrets.leaks.rules import likely, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.leaks.gitleaks import Gitleaks
    from confledger.secrets.leaks.places import File
    from confledger.secrets.leaks.rules import Rule

# Beyond, a file is data: it is looked through as text, not read.
LARGE = 1 << 20
# Beyond, it is not looked through.
MOST_BYTES = 16 << 20
_SEALED = b"ENC[AES256_GCM,"
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def unscanned(data: bytes) -> str | None:
    """Return why a file is not looked through; None when it is."""
    if len(data) > MOST_BYTES:
        return f"larger than {MOST_BYTES >> 20} MB"
    return "binary" if _text(data) is None else None


def scan(path: str, data: bytes, more: "Gitleaks | None" = None) -> list[Leak]:
    """Return the leaks of a file in the order of its text; none of one that is `unscanned`.

    `more` are the rules that the repository has for gitleaks.
    """
    text = _text(data)
    if text is None or len(text) > MOST_BYTES:
        return []
    rules = likely(text)
    forms = list(matches(text, rules, shown=shows(path))) if rules else []
    found: list[Leak] = []
    if forms or names_secrets(text):
        from confledger.secrets.leaks.places import File

        found = _own(File(path, text), forms)
    if more is not None:
        found += more.leaks(path, text, found)
    return sorted(found, key=_order)


def _text(data: bytes) -> bytes | None:
    """Return a text as UTF-8, as far as it is one; None for what is no text."""
    name = _WIDE.get(data[:2])
    if name is not None and len(data) % 2 == 0:
        return data[2:].decode(name, "replace").encode("utf-8", "replace")
    return None if b"\0" in data else data


def _order(leak: Leak) -> tuple[object, ...]:
    return (leak.span.key() if leak.span else (), leak.check, leak.subject)


def _own(file: "File", forms: "list[tuple[Rule, int, int]]") -> list[Leak]:
    """Return what our own rules find: tokens by their form, then values by their names."""
    taken: list[tuple[int, int]] = []
    found: list[Leak] = []
    in_leaves = file.leaks_in_leaves(forms=bool(forms))
    for rule, start, end in forms:
        if _sealed(file.data, start) or any(a < end and start < b for a, b in taken):
            continue
        taken.append((start, end))
        held = file.data[start:end].decode("utf-8", "replace")
        span = file.span(start)
        if any(one.rule == rule.id and file.covers(one, span) for one in in_leaves):
            continue
        place = file.leaf_at(held, span)
        document, at, key = (0, (), "") if place is None else place
        found.append(
            Leak(PROVIDER, rule.id, rule.what, held, key=key, document=document, at=at, span=span)
        )
    known = {(one.document, one.at) for one in found if one.at}
    found += [one for one in in_leaves if one.rule or (one.document, one.at) not in known]
    if file.documents:
        return found + _in_lines(file, taken, "")
    return found + _in_lines(file, taken, SETTINGS if file.dialect else kind_of(file.path))


def _in_lines(file: "File", taken: list[tuple[int, int]], of: str) -> list[Leak]:
    """Return what lines give to names; of a file that was read, only in its comments."""
    from confledger.secrets.leaks import texts
    from confledger.secrets.leaks.leaves import for_people

    if for_people(file.path):
        return []
    found = []
    shown = shows(file.path)
    for one in texts.given(file.data):
        if not of and not texts.in_comment(file.data, one.start):
            continue
        if _sealed(file.data, one.start) or any(a <= one.start < b for a, b in taken):
            continue
        aside = not one.quoted and texts.in_comment(file.data, one.start)
        why = texts.why(one, PROSE if aside else of or PROSE, shown=shown)
        if why is not None:
            span = file.span(one.start)
            found.append(Leak(NAMED, "", why, one.text, key=one.key, span=span))
    return found


def _sealed(data: bytes, start: int) -> bool:
    """Whether a place in a text is inside of a ciphertext of SOPS."""
    opened = data.rfind(_SEALED, max(0, start - LARGE), start)
    return opened >= 0 and b"]" not in data[opened:start]
