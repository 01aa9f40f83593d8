"""The message of the commit of a rollback."""

import pytest

from confledger.rollback.message import message
from confledger.rollback.plan import Plan, Revision

OLD = Revision("a" * 40, 0, "Ada", "Start\x1b")
LONG = Revision("b" * 40, 0, "Ada", "word " * 30)
RESTORES = f"\n\nRestores: {'a' * 40}\nScope: x y\n"
CUT = "rollback: x y as of bbbbbbbbbb (word word word word word word word w...)"


@pytest.mark.parametrize(
    ("way", "target", "entry", "basis", "reason", "expected"),
    [
        pytest.param(
            *("to", OLD, None, None, ""),
            f"rollback: x y as of aaaaaaaaaa (Start){RESTORES}",
            id="to a state",
        ),
        pytest.param(
            *("to", LONG, None, None, " a\nSigned-off-by: b "),
            f"{CUT}\n\nRestores: {'b' * 40}\nScope: x y\nReason: a Signed-off-by: b\n",
            id="no trailer comes with a reason, and no subject is too long",
        ),
        pytest.param(
            *("entry", None, LONG, OLD, ""),
            "rollback: x y without bbbbbbbbbb (word word word word word word word...)"
            f"\n\nThis reverts commit {'b' * 40}.{RESTORES}",
            id="without a commit",
        ),
        pytest.param(
            *("undo", None, OLD, None, ""),
            f"undo: aaaaaaaaaa (Start)\n\nThis reverts commit {'a' * 40}.\n\nScope: x y\n",
            id="of a first commit",
        ),
    ],
)
def test_a_message_says_what_was_done(
    way: str,
    target: Revision | None,
    entry: Revision | None,
    basis: Revision | None,
    reason: str,
    expected: str,
) -> None:
    plan = Plan("h", "refs/heads/main", "x\ny")
    plan.way, plan.target, plan.entry, plan.basis = way, target, entry, basis

    assert message(plan, reason) == expected
    assert len(expected.partition("\n")[0]) <= 72
