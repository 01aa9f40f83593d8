"""Somebody's consent to a change, as a forge has it, and who else has a hand in that change."""

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Reviews(Protocol):
        """What can be asked about the reviews of one change request."""

        def approvals(self, head: str) -> "Approvals":
            """Return who consents to a commit."""

        def member(self, team: str, account: str) -> bool | None:
            """Whether an account is in a team; None where that cannot be told."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One account that consents; `why_not` says why it does not count, where it does not."""

    account: str
    name: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Approvals:
    """All of them by account, and the accounts that made the request or any commit of it."""

    given: tuple[Approval, ...]
    makers: tuple[str, ...]


OLDER = "about an older commit"
MACHINE = "by a program"
STRANGER = "by somebody without a right to write"
