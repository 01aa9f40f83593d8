"""The verdict on the signature of each of many commits and tags."""

from confledger.git.repository import Repository
from confledger.git.signatures import ssh, through_git
from confledger.git.signatures.keys import Key
from confledger.git.signatures.raw import objects
from confledger.git.signatures.remembered import Remembered, lasting
from confledger.git.signatures.signed_object import SignedObject, signed_commit, signed_tag
from confledger.git.signatures.trust import Trust, trust_of
from confledger.git.signatures.verdict import NONE, SSH, UNKNOWN, Verdict, unsigned
from confledger.git.signatures.wire import Unjudged

_SHA256_DIGITS = 64
_STEP = 256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def verdicts(
    repository: Repository,
    oids: "Iterable[str]",
    allowed: Trust | None = None,
    *,
    progress: "Callable[[int, int], None] | None" = None,
) -> dict[str, Verdict]:
    """Return the verdict of each commit or annotated tag, by its full id, in the order given.

    They are those of `git verify-commit`, as of the date of each commit. `allowed` says whom to
    believe, instead of what git is set to here.
    """
    trust = trust_of(repository) if allowed is None else allowed
    wanted = list(dict.fromkeys(oids))
    memory = Remembered(repository, trust.digest)
    found = memory.look(wanted)
    done = len(found)

    def told(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(done, len(wanted))

    missing = [oid for oid in wanted if oid not in found]
    new: dict[str, Verdict] = {}
    asked: dict[str, tuple[str, SignedObject]] = {}
    known: dict[bytes, Key] = {}
    for number, (oid, form, data) in enumerate(objects(repository, missing), 1):
        verdict = _judged(oid, form, data, trust, known, asked)
        if verdict is not None:
            new[oid] = verdict
        if number % _STEP == 0:
            told(len(new) + len(found) - done)
    told(len(new) + len(found) - done)
    memory.keep({oid: verdict for oid, verdict in new.items() if lasting(verdict)})
    if asked:
        new.update(through_git.verdicts(repository, trust, asked, told))
    found.update(new)
    return {oid: found[oid] for oid in wanted}


def _judged(
    oid: str,
    form: str,
    data: bytes,
    trust: Trust,
    known: dict[bytes, Key],
    asked: dict[str, tuple[str, SignedObject]],
) -> Verdict | None:
    """Return the verdict of one object; None where git is `asked`."""
    if form not in ("commit", "tag"):
        why = f"it is a {form}" if form else "it is not in this clone, or damaged"
        return Verdict("N", NONE, reason=why, word=UNKNOWN)
    if form == "tag":
        signed = signed_tag(data)
    else:
        long = len(oid) == _SHA256_DIGITS
        signed = signed_commit(data, b"gpgsig-sha256" if long else b"gpgsig")
    if signed is None:
        return unsigned()
    if signed.kind is None:
        why = "it is signed in a way that git does not know"
        return Verdict("E", NONE, reason=why, word=UNKNOWN)
    if not signed.sound:
        return Verdict("N", signed.kind, reason="nobody is named in it, so git looks no further")
    if signed.kind == SSH:
        try:
            return ssh.check(signed, trust, known)
        except Unjudged:
            pass
    asked[oid] = (form, signed)
    return None
