"""The journal proved whole: its chain, its checkpoints, and who signed them."""

import os

from confledger.cli.failure import shown
from confledger.cli.secrets.journal_place import checkpoints_path
from confledger.cli.secrets.log_table import LIMITS
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.secrets.journal_verify import Fault, Verified, verify

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from confledger.secrets.checkpoint import Checkpoint


class _Signed:
    """A checkpoint whose signature is good, and who made it."""

    def __init__(self, checkpoint: "Checkpoint", by: str) -> None:
        self.checkpoint = checkpoint
        self.by = by


def verified(asked: "argparse.Namespace", journal: str) -> int:
    """Verify a journal; return 1 when something is wrong with it."""
    from confledger.secrets.journal import lines

    file = asked.checkpoint_file or checkpoints_path(journal)
    if asked.checkpoint_file is not None and not os.path.isfile(file):
        raise ConfledgerError(f"there is no file {file!r} with checkpoints")
    allowed = _allowed(asked.allowed_signers)
    faults: list[Fault] = []
    signed = _signed(file, allowed, faults)
    found = verify(lines(journal), [one.checkpoint for one in signed])
    found.faults += faults
    if asked.format == "json":
        put(_as_json(found, signed))
    else:
        put(_as_text(found, signed))
        _advise(found, signed, allowed)
    tell(LIMITS)
    return 1 if found.faults else 0


def _allowed(given: str | None) -> str | None:
    """Return the file that says whose keys count: the one given, else that of git."""
    from confledger.cli.secrets.signing import setting
    from confledger.cli.workspace import repository_here

    if given is None:
        found = setting("gpg.ssh.allowedSignersFile", repository_here(), path=True)
        return found if os.path.isfile(found) else None
    if not os.path.isfile(given):
        raise ConfledgerError(f"there is no file {given!r} with allowed signers")
    return given


def _signed(file: str, allowed: str | None, faults: list[Fault]) -> list[_Signed]:
    """Return the checkpoints that are what somebody signed; what is not is a fault."""
    from confledger.cli.secrets.signing import signer
    from confledger.secrets.checkpoint import read
    from confledger.secrets.journal import lines

    good = []
    for number, line in enumerate(lines(file), 1):
        checkpoint = read(line)
        where = f"line {number} of {file}"
        if checkpoint is None:
            faults.append(Fault(f"{where} is no checkpoint: it was changed or put in"))
            continue
        by = signer(checkpoint.statement(), checkpoint.signature, allowed)
        if by is None:
            whose = f"of anybody in {allowed}" if allowed else "of what it says"
            faults.append(Fault(f"{where}: the signature is not one {whose}", checkpoint.sequence))
        else:
            good.append(_Signed(checkpoint, by))
    return good


def _as_text(found: Verified, signed: list[_Signed]) -> str:
    text = "".join(f"{_where(fault)}{shown(fault.message)}\n" for fault in found.faults)
    for number in found.torn:
        text += f"line {number}: cut off by a crash or a full disk, as the next event tells\n"
    count = "1 event" if found.events == 1 else f"{found.events} events"
    if found.faults:
        wrong = "1 fault" if len(found.faults) == 1 else f"{len(found.faults)} faults"
        return f"{text}{count}, {wrong}\n"
    text += f"{count}, each follows the one before\n"
    if signed:
        last = max(signed, key=lambda one: one.checkpoint.sequence)
        text += (
            f"{len(signed)} checkpoint{'s' if len(signed) > 1 else ''}, the last at event "
            f"{last.checkpoint.sequence}, signed on {shown(last.checkpoint.time)} "
            f"by {shown(last.by)}\n"
        )
    return text


def _where(fault: Fault) -> str:
    if fault.sequence is not None:
        return f"event {fault.sequence}" + (f" (line {fault.line}): " if fault.line else ": ")
    return f"line {fault.line}: " if fault.line else ""


def _advise(found: Verified, signed: list[_Signed], allowed: str | None) -> None:
    """Say what this did not prove."""
    last = 0 if found.last is None else found.last.sequence
    covered = max((one.checkpoint.sequence for one in signed), default=0)
    if covered < last:
        after = f"after event {covered}" if covered else "at the end"
        tell(
            f"no checkpoint shows whether events {after} are gone; "
            "to sign where it stands: confledger secrets log --checkpoint\n"
        )
    if signed and allowed is None:
        tell(
            "nothing says whose key has signed; name a file with --allowed-signers, "
            "or set gpg.ssh.allowedSignersFile of git\n"
        )


def _as_json(found: Verified, signed: list[_Signed]) -> str:
    from json import dumps

    return (
        dumps(
            {
                "version": 1,
                "events": found.events,
                "last": None
                if found.last is None
                else {"sequence": found.last.sequence, "hash": found.last.hash},
                "faults": [
                    {"sequence": one.sequence, "line": one.line, "message": one.message}
                    for one in found.faults
                ],
                "torn": found.torn,
                "checkpoints": [
                    {
                        "sequence": one.checkpoint.sequence,
                        "time": one.checkpoint.time,
                        "signer": one.by,
                    }
                    for one in signed
                ],
            },
            indent=2,
        )
        + "\n"
    )
