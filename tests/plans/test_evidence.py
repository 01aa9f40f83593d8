"""The command that a line names, and what is shown of a plan."""

from confledger.plans.evidence import command_of, record_of
from confledger.plans.plan import Plan
from confledger.reports.plans import status


def test_a_command_ends_where_its_comment_does() -> None:
    plan = Plan(
        "p.md",
        b"- [ ] a <!-- evidence:  x <!-- y -->\n- [ ] b <!-- evidence: -->\n"
        b"- [x] c <!-- evidence: z --> <!-- proven: 0 <!-- w -->\n",
    )

    assert [command_of(plan, one) for one in plan.items] == ["x <!-- y", None, "z"]
    assert [record_of(plan, one) for one in plan.items] == ["", "", "proven: 0 <!-- w"]


def test_a_heading_with_a_secret_is_not_shown() -> None:
    plans = [Plan("p.md", b"# Plan\n\n## password=q7Zx9Kd2mmW\n\n- [x] a\n")]

    assert "q7Zx" not in status.json(plans) + status.text(plans, depth=None, items=True)
