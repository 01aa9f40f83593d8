"""The file of allowed signers (ALLOWED SIGNERS in ssh-keygen(1)), line by line as OpenSSH has it.

A line that OpenSSH cannot read is passed over, as it passes it over.
"""

import re

from confledger.git.signatures import key_blobs, keys, patterns, times
from confledger.git.signatures.sshsig import NAMESPACE
from confledger.git.signatures.wire import Malformed

_SPACE = b" \t\r\n"
_END_OF_WORD = re.compile(rb'[ \t\r\n"]')


class Rule:
    """One line: who may sign with a key, or with keys that its authority vouches for."""

    __slots__ = ("after", "authority", "before", "key", "line", "namespaces", "principals")

    def __init__(self, line: int, principals: bytes, key: "keys.Key | None") -> None:
        self.line = line
        self.principals = principals
        # None is a key of a kind that is not read here.
        self.key = key
        self.authority = False
        self.namespaces: bytes | None = None
        self.after = self.before = 0

    def reaches(self, key: keys.Key) -> bool:
        """Whether the line is about this key."""
        if self.key is None:
            return False
        if not self.authority:
            return self.key.same(key)
        return key.certificate is not None and key.certificate.authority.plain == self.key.plain

    def lasts(self, moment: int) -> bool:
        """Whether the line counts at a moment."""
        return not (self.after and moment < self.after) and not (
            self.before and moment > self.before
        )


class AllowedSigners:
    """All lines that can be read, in their order."""

    __slots__ = ("_by_key", "rules", "unread")

    def __init__(self, data: bytes) -> None:
        self.rules: list[Rule] = []
        # The numbers of lines that say something and cannot be read.
        self.unread: list[int] = []
        self._by_key: dict[bytes, list[Rule]] = {}
        for number, line in enumerate(data.split(b"\n"), 1):
            line = line.partition(b"\0")[0].lstrip(_SPACE)
            if not line or line.startswith(b"#"):
                continue
            try:
                self.rules.append(_rule(number, line))
            except Malformed:
                self.unread.append(number)
        for rule in self.rules:
            if rule.key is not None:
                self._by_key.setdefault(rule.key.plain, []).append(rule)

    def principals(self, key: keys.Key, moment: int) -> list[bytes]:
        """Return who the first fitting line says a key may belong to: what the line has.

        Of an authority's line, the principals of the certificate that fit it.
        """
        for rule in self._about(key):
            if not rule.lasts(moment):
                continue
            names = rule.principals
            if rule.authority:
                names = b",".join(_certified(rule, key, moment))
                if not names:
                    continue
            # An empty name ends the list, as where `ssh-keygen` prints it.
            found = []
            for name in names.split(b","):
                if not name:
                    break
                found.append(name)
            return found
        return []

    def permits(self, key: keys.Key, principal: bytes, moment: int) -> bool:
        """Whether somebody may sign commits with a key at a moment."""
        for rule in self._about(key):
            if not patterns.listed(principal, rule.principals) or not rule.lasts(moment):
                continue
            certificate = key.certificate if rule.authority else None
            if certificate is not None and not certificate.vouches(moment, principal):
                continue
            if rule.namespaces is None or patterns.listed(NAMESPACE, rule.namespaces):
                return True
        return False

    def mentions(self, key: keys.Key) -> bool:
        """Whether any line is about a key, at whatever moment."""
        return bool(self._about(key))

    def _about(self, key: keys.Key) -> list[Rule]:
        found = self._by_key.get(key.plain, [])
        if key.certificate is not None:
            found = [*found, *self._by_key.get(key.certificate.authority.plain, [])]
            found = sorted(set(found), key=lambda rule: rule.line)
        return [rule for rule in found if rule.reaches(key)]


def _certified(rule: Rule, key: keys.Key, moment: int) -> list[bytes]:
    """Return the principals of a certificate that fit a line, by the order of the line."""
    certificate = key.certificate
    if certificate is None or not certificate.vouches(moment):
        return []
    found = []
    for pattern in rule.principals.split(b","):
        if not pattern:
            break
        found += [name for name in certificate.principals if patterns.matches(name, pattern)]
    return found


def _rule(number: int, line: bytes) -> Rule:
    """Read `principals [options] key`; raise Malformed."""
    principals, rest = _word(line)
    try:
        return Rule(number, principals, key_blobs.from_line(rest))
    except Malformed:
        pass
    options, rest = _options(rest)
    rule = Rule(number, principals, key_blobs.from_line(rest.lstrip(b" \t")))
    _apply(rule, options)
    return rule


def _word(line: bytes) -> tuple[bytes, bytes]:
    """Return the first word, which quotes may be around a part of, and what follows it."""
    found = _END_OF_WORD.search(line)
    if found is None:
        raise Malformed
    at = found.start()
    if line[at : at + 1] != b'"':
        return line[:at], line[at + 1 :].lstrip(_SPACE)
    end = line.find(b'"', at + 1)
    if end < 0:
        raise Malformed
    return line[:at] + line[at + 1 : end], line[end + 1 :].lstrip(_SPACE)


def _options(text: bytes) -> tuple[bytes, bytes]:
    """Return the options, up to white space outside of quotes, and what follows."""
    quoted = False
    at = 0
    while at < len(text) and (quoted or text[at : at + 1] not in (b" ", b"\t")):
        if text[at : at + 2] == b'\\"':
            at += 1
        elif text[at : at + 1] == b'"':
            quoted = not quoted
        at += 1
    if at >= len(text):
        raise Malformed
    return text[:at], text[at + 1 :]


def _apply(rule: Rule, text: bytes) -> None:
    """Give a rule its options; raise Malformed of one that is not known, or is there twice."""
    at = 0
    while at < len(text):
        rest = text[at:].lower()
        if rest.startswith(b"cert-authority"):
            rule.authority = True
            at += len(b"cert-authority")
        elif rest.startswith(b"namespaces="):
            value, at = _quoted(text, at + len(b"namespaces="))
            if rule.namespaces is not None:
                raise Malformed
            rule.namespaces = value
        elif rest.startswith(b"valid-after="):
            value, at = _quoted(text, at + len(b"valid-after="))
            if rule.after:
                raise Malformed
            rule.after = times.parsed(value)
        elif rest.startswith(b"valid-before="):
            value, at = _quoted(text, at + len(b"valid-before="))
            if rule.before:
                raise Malformed
            rule.before = times.parsed(value)
        if at >= len(text):
            break
        if text[at : at + 1] != b"," or at + 1 == len(text):
            raise Malformed
        at += 1
    if rule.after and rule.before and rule.before <= rule.after:
        raise Malformed


def _quoted(text: bytes, at: int) -> tuple[bytes, int]:
    """Return what is between quotes, and the place behind them."""
    if text[at : at + 1] != b'"':
        raise Malformed
    at += 1
    value = bytearray()
    while at < len(text) and text[at : at + 1] != b'"':
        if text[at : at + 2] == b'\\"':
            at += 1
        value += text[at : at + 1]
        at += 1
    if at >= len(text):
        raise Malformed
    return bytes(value), at + 1
