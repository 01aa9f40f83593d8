"""A plan while it is made: what is known so far, for those that add to it."""

from confledger.git.snapshot import CommitSnapshot
from confledger.git.tree_writing import Apart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.rollback.work import Work
    from confledger.rollback.plan import Plan
    from confledger.rollback.scope import Scope


class Draft:
    """What was asked, and what is known of it so far.

    `target` is the full id of the commit that is gone back to; empty where one commit or row is
    taken back. `keys` are the keys that go back, by path, those of old names too, where that is
    all that does. `result` is the state that would come out; its new objects are in `aside`, and
    gone at the end.
    """

    __slots__ = ("aside", "asked", "keys", "plan", "result", "scope", "target", "work")

    def __init__(self, work: "Work", asked: "Namespace", plan: "Plan", scope: "Scope") -> None:
        self.work = work
        self.asked = asked
        self.plan = plan
        self.scope = scope
        self.target = ""
        self.keys: dict[str, str] = {}
        self.aside: Apart
        self.result: CommitSnapshot
