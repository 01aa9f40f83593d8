"""The signature in a raw commit or tag, and the bytes it is about, cut apart as git does."""

from confledger.git.signatures.verdict import GPG, SSH, X509

_BEGINNINGS = (
    (b"-----BEGIN SSH SIGNATURE-----", SSH),
    (b"-----BEGIN PGP SIGNATURE-----", GPG),
    (b"-----BEGIN PGP MESSAGE-----", GPG),
    (b"-----BEGIN SIGNED MESSAGE-----", X509),
)
_SPACE = b" \t\n\v\f\r"


class SignedObject:
    """A payload with its signature; `time` is that of the committer or tagger, 0 without one.

    `kind` is None where git knows no program for such a signature. `sound` is false where git
    finds no name in the object, and then looks at nothing else.
    """

    __slots__ = ("kind", "payload", "signature", "sound", "time")

    def __init__(self, payload: bytes, signature: bytes, by: bytes) -> None:
        self.payload = payload
        self.signature = signature
        self.kind = next((kind for mark, kind in _BEGINNINGS if signature.startswith(mark)), None)
        ident = _header(payload, by)
        self.sound = ident is not None and _is_ident(ident)
        self.time = 0 if ident is None or not self.sound else _time(ident)


def signed_commit(data: bytes, header: bytes) -> SignedObject | None:
    """Cut a raw commit apart; None when it has no `header` (`gpgsig`, or that of its hash).

    Lines of several signatures come one behind the other, those of other hashes belong to
    neither side.
    """
    end = 0 if data.startswith(b"\n") else data.find(b"\n\n") + 1
    if end == 0 and not data.startswith(b"\n"):
        end = len(data)
    found = data.count(b"\ngpgsig", 0, end)
    start = data.find(b"\n" + header + b" ", 0, end) + 1
    if found == 1 and start > 0 and not data.startswith(b"gpgsig"):
        # What all but very odd commits have.
        stop = start
        while (stop := data.find(b"\n", stop) + 1) and data[stop : stop + 1] == b" ":
            pass
        if 0 < stop <= end:
            signature = data[start + len(header) + 1 : stop].replace(b"\n ", b"\n")
            return SignedObject(data[:start] + data[stop:], signature, b"committer")
    if not found and not data.startswith(b"gpgsig"):
        return None
    return _cut(data, header + b" ", end)


def _cut(data: bytes, mark: bytes, end: int) -> SignedObject | None:
    """Cut a commit apart line by line, whatever its headers up to `end` are."""
    payload: list[bytes] = []
    signature: list[bytes] = []
    ours = other = False
    for line in _lines(data[:end]):
        continued = line.startswith(b" ")
        if ours and continued:
            signature.append(line[1:])
            continue
        ours = line.startswith(mark)
        if ours:
            signature.append(line[len(mark) :])
            other = False
            continue
        if line.startswith(b"gpgsig"):
            other = True
        elif other and not continued:
            other = False
        if not other:
            payload.append(line)
    if not signature:
        return None
    payload.append(data[end:])
    return SignedObject(b"".join(payload), b"".join(signature), b"committer")


def signed_tag(data: bytes) -> SignedObject | None:
    """Cut a raw tag apart: its signature begins with the last line that begins one."""
    at = -1
    for mark, _ in _BEGINNINGS:
        if data.startswith(mark):
            at = max(at, 0)
        found = data.rfind(b"\n" + mark)
        if found >= 0:
            at = max(at, found + 1)
    if at < 0:
        return None
    payload = data[:at]
    if b"gpgsig" in payload:
        payload = _without_headers(payload)
    return SignedObject(payload, data[at:], b"tagger")


def _lines(data: bytes) -> list[bytes]:
    """Return the lines with their ends; `splitlines` would cut at a carriage return too."""
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _without_headers(payload: bytes) -> bytes:
    """Return a payload without headers that hold a signature for another hash."""
    kept: list[bytes] = []
    inside = False
    lines = _lines(payload)
    for index, line in enumerate(lines):
        if line == b"\n":
            kept += lines[index:]
            break
        inside = line.startswith((b"gpgsig ", b"gpgsig-sha256 ")) or (
            inside and line.startswith(b" ")
        )
        if not inside:
            kept.append(line)
    return b"".join(kept)


def _header(payload: bytes, name: bytes) -> bytes | None:
    """Return the first header of this name, of those above the first empty line."""
    head = payload.partition(b"\0")[0].partition(b"\n\n")[0]
    if head.startswith(b"\n"):
        return None
    head = b"\n" + head
    at = head.find(b"\n" + name + b" ")
    return head[at + len(name) + 2 :].partition(b"\n")[0] or None if at >= 0 else None


def _is_ident(ident: bytes) -> bool:
    _, less, after = ident.partition(b"<")
    return bool(less) and b">" in after


def _time(ident: bytes) -> int:
    """Return the seconds behind the last `>`; 0 unless a time zone follows them."""
    rest = ident[ident.rindex(b">") + 1 :].strip(_SPACE)
    digits = _digits(rest)
    zone = rest[len(digits) :].lstrip(_SPACE)
    if not digits or zone[:1] not in (b"+", b"-") or not _digits(zone[1:]):
        return 0
    return int(digits[:40])


def _digits(text: bytes) -> bytes:
    return text[: len(text) - len(text.lstrip(b"0123456789"))]
