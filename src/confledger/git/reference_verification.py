"""Read the reference log as somebody does who believes none of it."""

from confledger.git.history import boundary, is_ancestor
from confledger.git.references import (
    CREATED,
    DELETED,
    FILE,
    FORWARD,
    LOG,
    SHA256_DIGITS,
    Entry,
    Log,
    decoded,
    head_of,
)
from confledger.git.repository import Repository
from confledger.git.signatures import Trust, verdicts
from confledger.git.signatures.raw import objects
from confledger.git.signatures.verdict import FAULTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def read(
    repository: Repository,
    ref: str = LOG,
    *,
    trust: Trust | None = None,
    progress: "Callable[[int, int], None] | None" = None,
) -> Log:
    """Read a log and verify all of it; with `trust`, its signatures are judged by that."""
    log = Log(ref, head_of(repository, ref))
    if log.head is None:
        return log
    listed = repository.run("rev-list", "--first-parent", "--reverse", log.head, "--")
    oids = listed.decode("ascii").split()
    log.begins = oids[0] in boundary(repository)
    names = [name for oid in oids for name in (oid, f"{oid}:{FILE}")]
    found = objects(repository, names)
    previous: Entry | None = None
    for oid, (_, _, commit), (_, kind, data) in zip(oids, found, found, strict=False):
        entry = decoded(data) if kind == "blob" else None
        if entry is None:
            log.faults.append((oid, f"it has no {FILE} that can be read"))
            continue
        entry.oid = oid
        log.entries.append(entry)
        why = _fault(entry, previous, commit, data, log)
        if why:
            log.faults.append((oid, why))
        previous = entry
    _verify_updates(repository, log, progress)
    judged = verdicts(repository, [one.oid for one in log.entries], trust)
    for entry in log.entries:
        entry.verdict = judged[entry.oid]
        if entry.verdict.word in FAULTS:
            log.faults.append((entry.oid, f"its signature: {entry.verdict.reason}"))
    place = {oid: at for at, oid in enumerate(oids)}
    log.faults.sort(key=lambda fault: place[fault[0]])
    return log


def _fault(entry: Entry, previous: Entry | None, commit: bytes, data: bytes, log: Log) -> str:
    """Return what is wrong with an entry behind another; empty when nothing is."""
    headers = commit.partition(b"\n\n")[0].split(b"\n")
    parents = sum(line.startswith(b"parent ") for line in headers)
    if parents > 1:
        return "it has two parents, and a log has no merges"
    if entry.encoded() != data:
        return f"its {FILE} was not written by confledger"
    if headers[0] != b"tree " + _tree(data, len(entry.oid)).encode("ascii"):
        return f"it has more than {FILE}"
    number = previous.number + 1 if previous is not None else 1
    if entry.number != number and not (previous is None and log.begins):
        return f"it says it is entry {entry.number}, and it is entry {number}"
    if previous is not None and entry.time < previous.time:
        return f"it is of {entry.time}, and the entry before it of {previous.time}"
    return ""


def _tree(data: bytes, digits: int) -> str:
    """Return the id of the tree that has only the file of an entry."""
    from hashlib import sha1, sha256

    def digest(kind: bytes, content: bytes) -> bytes:
        whole = kind + b" %d\0" % len(content) + content
        if digits == SHA256_DIGITS:
            return sha256(whole).digest()
        return sha1(whole, usedforsecurity=False).digest()

    listed = b"100644 " + FILE.encode("ascii") + b"\0" + digest(b"blob", data)
    return digest(b"tree", listed).hex()


def _verify_updates(
    repository: Repository, log: Log, progress: "Callable[[int, int], None] | None"
) -> None:
    """Compare what each entry says of a reference with the entry before, and with git."""
    state: dict[str, str | None] = {}
    shallow = bool(boundary(repository))
    for number, entry in enumerate(log.entries, 1):
        for why in _wrong(repository, entry, state, log, shallow=shallow):
            log.faults.append((entry.oid, why))
        if progress is not None:
            progress(number, len(log.entries))


def _wrong(
    repository: Repository, entry: Entry, state: "dict[str, str | None]", log: Log, *, shallow: bool
) -> "Iterator[str]":
    for one in entry.updates:
        seen = one.ref in state
        before = state.get(one.ref)
        state[one.ref] = one.new
        if before != one.old and (seen or not log.begins):
            yield (
                f"{one.ref} was at {_short(before)} in the entry before, "
                f"and this one says {_short(one.old)}"
            )
        elif (one.old is None) != (one.how == CREATED) or (one.new is None) != (one.how == DELETED):
            yield f"{one.ref} was not {one.how}"
        elif one.how == FORWARD and not shallow and one.old and one.new:
            if is_ancestor(repository, one.old, one.new) is False:
                yield f"{one.ref} was forced, and this one says it was not"


def _short(oid: str | None) -> str:
    return "nothing" if oid is None else oid[:12]
