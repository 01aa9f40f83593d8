"""Who signed what, as text: the whole population first, then what stands out; and as JSON."""

from collections import Counter
from datetime import UTC, datetime

from confledger.cli.failure import shown
from confledger.git.signatures import Trust, Verdict
from confledger.git.signatures.verdict import (
    BAD,
    EXPIRED,
    FAULTS,
    GOOD,
    UNKNOWN,
    UNSIGNED,
    UNTRUSTED,
    WORDS,
    unsigned,
)

# Said also where there is none.
_ALWAYS = (GOOD, UNSIGNED, UNKNOWN, BAD)
_SHORT = 12
_MOST_KEYS, _MOST_NAMES = 20, 3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Signed:
    """One commit or tag, and what became of its signature."""

    __slots__ = ("author", "committer", "oid", "subject", "time", "verdict")

    def __init__(self, oid: str, time: int, author: str, committer: str, subject: str) -> None:
        self.oid = oid
        self.committer = committer
        self.time = time
        self.author = author
        self.subject = subject
        self.verdict: Verdict = unsigned()

    @property
    def day(self) -> str:
        """Return the committer's day, in UTC; empty where it is none."""
        try:
            return datetime.fromtimestamp(self.time, UTC).strftime("%Y-%m-%d")
        except (OverflowError, ValueError, OSError):
            return ""


def as_text(listed: list[Signed], about: str, origin: str, listing: set[str]) -> str:
    """Return the counts, whom they rest on, and the commits that stand out or are asked for."""
    counts = Counter(one.verdict.word for one in listed)
    if len(listed) == 1:
        about = about.replace("commits", "commit", 1).replace("tags", "tag", 1)
    lines = [f"{len(listed):,} {shown(about)}"]
    width = len(f"{max(counts.values(), default=0):,}")
    for word in WORDS:
        if counts[word] or word in _ALWAYS:
            lines.append(f"  {word:9}  {counts[word]:>{width},}")
    lines.append(f"allowed signers: {origin}")
    lines += _by(
        "signed by",
        (
            (one.verdict.signer or one.verdict.key, one.committer)
            for one in listed
            if one.verdict.word == GOOD
        ),
    )
    for word, heading in ((UNTRUSTED, "not vouched for"), (UNKNOWN, "unknown")):
        told = (one for one in listed if one.verdict.word == word)
        named = ((f"{_who(one.verdict)}{one.verdict.reason}", one.committer) for one in told)
        lines += _by(heading, named)
    told_one_by_one = {*FAULTS, EXPIRED, *listing}
    for one in listed:
        if one.verdict.word in told_one_by_one:
            lines.append(_line(one))
    return "".join(f"{line}\n" for line in lines)


def as_json(listed: list[Signed], about: str, trust: Trust) -> str:
    """Return everything, as `schemas/audit-signatures.schema.json` has it."""
    from json import dumps

    counts = Counter(one.verdict.word for one in listed)
    allowed = {
        "origin": None if trust.allowed is None else trust.origin,
        "unread_lines": [] if trust.allowed is None else trust.allowed.unread,
    }
    commits = [
        {
            "commit": one.oid,
            "time": one.time,
            "author": one.author,
            "committer": one.committer,
            "subject": one.subject,
            "status": one.verdict.status,
            "verdict": one.verdict.word,
            "kind": one.verdict.kind,
            "signer": one.verdict.signer or None,
            "key": one.verdict.key or None,
            "reason": one.verdict.reason or None,
        }
        for one in listed
    ]
    summary = {"total": len(listed), **{word: counts[word] for word in WORDS}}
    whole = {"version": 1, "about": about, "allowed_signers": allowed, "summary": summary}
    return dumps({**whole, "commits": commits}, indent=2) + "\n"


def _by(heading: str, named: "Iterable[tuple[str, str]]") -> list[str]:
    """Return a heading and how often each name comes, the most frequent first, with committers."""
    committers: dict[str, Counter[str]] = {}
    for name, committer in named:
        committers.setdefault(name, Counter())[committer] += 1
    if not committers:
        return []
    rows = sorted(
        ((name, who.total()) for name, who in committers.items()), key=lambda row: (-row[1], row[0])
    )
    width = len(f"{rows[0][1]:,}")
    lines = []
    for name, count in rows[:_MOST_KEYS]:
        by = sorted(committers[name].items(), key=lambda row: (-row[1], row[0]))
        who = ", ".join([who for who, _ in by[:_MOST_NAMES]] + ["..."] * (len(by) > _MOST_NAMES))
        lines.append(f"  {count:>{width},}  {shown(name)} ({shown(who)})")
    rest = rows[_MOST_KEYS:]
    if rest:
        lines.append(f"  {sum(count for _, count in rest):>{width},}  of {len(rest)} more")
    return [f"{heading}:", *lines]


def _who(verdict: Verdict) -> str:
    name = verdict.signer or verdict.key
    return f"{name}: " if name else ""


def _line(one: Signed) -> str:
    why = f" ({one.verdict.reason})" if one.verdict.reason else ""
    text = f"{one.oid[:_SHORT]}  {one.day:10}  {one.author}  {one.subject}"
    return f"{one.verdict.word:9}  {shown(text)}{shown(why)}"
