"""Whether a journal is whole: what was changed, taken out, put in, moved or cut off, by number."""

from hashlib import sha256

from confledger.secrets.journal import NOTHING, TORN, Event, parsed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from confledger.secrets.checkpoint import Checkpoint


class Fault:
    """What is wrong at one event, if it has a number, and one line (from 1), if there is one."""

    __slots__ = ("line", "message", "sequence")

    def __init__(self, message: str, sequence: int | None = None, line: int | None = None) -> None:
        self.message = message
        self.sequence = sequence
        self.line = line


class Verified:
    """What a journal came to: how many events, the last of the chain, and faults in order.

    `torn` are the numbers of lines that were cut off, each told of by the event after it.
    """

    __slots__ = ("events", "faults", "last", "torn")

    def __init__(self) -> None:
        self.events = 0
        self.last: Event | None = None
        self.faults: list[Fault] = []
        self.torn: list[int] = []


def verify(lines: "Iterable[bytes]", checkpoints: "Iterable[Checkpoint]" = ()) -> Verified:
    """Follow the chain from its first line to its last, and hold it against checkpoints.

    Without a checkpoint, whole events that are gone from the end cannot be seen, nor that the
    whole chain was written anew.
    """
    chain = _Chain(checkpoints)
    for line in lines:
        chain.take(line)
    chain.end()
    return chain.found


class _Chain:
    """The chain as far as it was read."""

    def __init__(self, checkpoints: "Iterable[Checkpoint]") -> None:
        self.found = Verified()
        self._number = 0
        # A line that is no event, until the next one says that it was cut off.
        self._odd: bytes | None = None
        self._signed: dict[int, list[Checkpoint]] = {}
        for checkpoint in checkpoints:
            self._signed.setdefault(checkpoint.sequence, []).append(checkpoint)

    def take(self, line: bytes) -> None:
        """Look at the next line, given with its end if it has one."""
        self._number += 1
        text = line.removesuffix(b"\n")
        event = parsed(text)
        if event is not None:
            self._account_for(event)
            self._follow(event)
        else:
            self._refuse()
            self._odd = text
        if text is line:
            self._odd = None
            self._fault(
                "the last line is cut off: by a crash, a full disk, or by hand",
                None if event is None else event.sequence,
            )

    def end(self) -> None:
        """Say what can be said after the last line only."""
        self._number += 1
        self._refuse()
        last = self.found.last
        end = "there is no event" if last is None else f"the journal ends with {last.sequence}"
        for sequence in sorted(self._signed):
            for checkpoint in self._signed[sequence]:
                self.found.faults.append(
                    Fault(f"it was signed on {checkpoint.time} and is gone: {end}", sequence)
                )

    def _account_for(self, event: Event) -> None:
        """Match a line that is no event with an event that tells of it; either alone is a fault."""
        if event.fields.get("action") == TORN:
            if self._odd is not None and sha256(self._odd).hexdigest() == event.fields.get("torn"):
                self.found.torn.append(self._number - 1)
                self._odd = None
            else:
                self._fault("the cut-off line that this event tells of is gone", event.sequence)
        self._refuse()

    def _refuse(self) -> None:
        if self._odd is not None:
            self._odd = None
            self.found.faults.append(
                Fault("this line is no event: it was changed or put in", None, self._number - 1)
            )

    def _follow(self, event: Event) -> None:
        """Hold an event against the one before."""
        last, number = self.found.last, event.sequence
        wanted = 1 if last is None else last.sequence + 1
        self.found.events += 1
        if not event.intact:
            self._fault("this event was changed: its text is not that of its hash", number)
        if number < wanted:
            self._fault(f"this event stands where event {wanted} belongs", number)
            return
        if number > wanted:
            gone = (
                f"event {wanted} is"
                if number == wanted + 1
                else f"events {wanted} to {number - 1} are"
            )
            self._fault(f"{gone} missing before this event", number)
        elif event.previous != (NOTHING if last is None else last.hash):
            other = "no event" if last is None else f"event {last.sequence} as it is"
            self._fault(f"this event does not follow {other}", number)
        self.found.last = event
        for checkpoint in self._signed.pop(number, ()):
            if checkpoint.hash != event.hash:
                self._fault(
                    f"this event is not the one that was signed on {checkpoint.time}", number
                )

    def _fault(self, message: str, sequence: int | None) -> None:
        self.found.faults.append(Fault(message, sequence, self._number))
