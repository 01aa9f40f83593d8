"""`--before`: the last state of the mainline before a day or a time."""

from confledger.cli.moments import EXAMPLES, known
from confledger.errors import ConfledgerError
from confledger.git.mainline import is_cut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.rollback.work import Work

_CHUNK = 1 << 16
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def target(work: "Work", text: str) -> str:
    """Return the newest commit along first parents that was committed before a time.

    Of a day its beginning counts, in UTC. Raise ConfledgerError for what is no time, and for one
    that lies before all that this clone has.
    """
    moment = known(work.repository, text)
    if moment is None:
        raise ConfledgerError(f"--before takes a day or a time, not {text!r}", help=_help(text))
    form = "--format=%H %ct"
    running = work.repository.start(
        *("log", "--first-parent", "--no-show-signature", "--no-color", form, work.head, "--")
    )
    oid, time = "", ""
    try:
        for line in running.output:
            oid, _, time = line.decode("ascii").rstrip("\n").partition(" ")
            if time and int(time) < moment:
                return oid
        running.wait()
    finally:
        running.end()
    raise _too_early(work, moment, oid, time)


def _help(text: str) -> str:
    number, unit = text[:-1], _UNITS.get(text[-1:])
    if unit is not None and number.isdigit():
        return f"did you mean '{number} {unit} ago'?"
    if text[:1].isdigit() and ":" in text and "-" not in text:
        return f"of which day? for example 'today {text}', or 'yesterday {text}'"
    return f"{EXAMPLES}; for a commit: --to {text}" if text.isalnum() else EXAMPLES


def _too_early(work: "Work", moment: int, oid: str, time: str) -> ConfledgerError:
    """Return what is said of a time before the first commit."""
    from confledger.ledger.period import moment as utc

    first = f"{oid[:10]}, of {utc(int(time)) if time else 'an unknown date'}"
    if is_cut(work.repository, work.head):
        return ConfledgerError(
            f"this shallow clone has nothing from before {utc(moment)}: it ends with {first}",
            help="fetch more of it with `git fetch --unshallow`",
        )
    return ConfledgerError(
        f"there is nothing from before {utc(moment)}", help=f"the first commit is {first}"
    )
