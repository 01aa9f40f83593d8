"""Which commits of a change touch some paths."""

from confledger.git.raw_log import MERGED, STEADY, asked, read
from confledger.git.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def touching(
    repository: Repository, span: "tuple[str, ...]", concerns: "Callable[[str], bool]"
) -> set[str]:
    """Return the ids of those in a span, as `git log` takes it."""
    fields = ("%H",)
    running = repository.start("log", *STEADY, *MERGED, "--no-renames", asked(fields), *span)
    found: set[str] = set()
    try:
        for told, files in read(running.output, fields):
            paths = {entry.path for sides in files for entry in sides if entry is not None}
            if any(map(concerns, paths)):
                found.add(told[0].decode("ascii"))
        running.wait()
    finally:
        running.end()
    return found
