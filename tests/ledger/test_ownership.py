"""Whether an owner approved: yes, no, unknown, or nobody was asked for."""

import pytest

from confledger.ledger.ownership import Owners

TEXT = """\
/deploy/ ben@example.org cyd@example.org
/team/ @shop/platform ben@example.org
/account/ @octocat
/nobody/
"""


@pytest.mark.parametrize(
    ("paths", "approvers", "answer"),
    [
        pytest.param(["deploy/a.yaml"], ["BEN@example.org"], "yes", id="an owner"),
        pytest.param(["deploy/a.yaml"], ["eve@example.org"], "no", id="somebody else"),
        pytest.param(["deploy/a.yaml", "x"], [], "no", id="nobody approved"),
        pytest.param(["team/a.yaml"], ["eve@example.org"], "unknown", id="maybe of the team"),
        pytest.param(["team/a.yaml"], ["ben@example.org"], "yes", id="one of the owners"),
        pytest.param(
            ["account/a"], ["7+OctoCat@users.noreply.github.com"], "yes", id="an account by address"
        ),
        pytest.param(["nobody/a", "other"], [], "no owners", id="no owner"),
        pytest.param(["deploy/a", "team/a"], ["eve@example.org"], "no", id="the worst counts"),
    ],
)
def test_an_owner_approved_or_not(paths: list[str], approvers: list[str], answer: str) -> None:
    assert Owners("CODEOWNERS", TEXT).approved(paths, approvers) == answer
