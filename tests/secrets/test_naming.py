import pytest

from confledger.secrets.metadata import Recipient
from confledger.secrets.naming import name, short
from confledger.secrets.rules import Rules, read

ADA = "age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw"
ARN = "arn:aws:kms:eu-west-1:111122223333:key/one"


@pytest.mark.parametrize(
    ("kind", "identity", "expected"),
    [
        ("age", ADA, "age1yt3tfq…"),
        ("age", "age1short", "age1short"),
        ("age", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKpq ada@host", "ssh-ed25519 …E5AAAAIKpq"),
        ("pgp", "85D77543B3D624B63CEA9E6DBC17301B491B3F21", "pgp …1B491B3F21"),
        ("pgp", "491B3F21", "pgp 491B3F21"),
        ("kms", ARN, ARN),
    ],
)
def test_so_much_of_an_identity_as_tells_it(kind: str, identity: str, expected: str) -> None:
    assert short(Recipient(kind, identity)) == expected


def test_the_name_that_the_nearest_rules_give_comes_first() -> None:
    ours = Rules([read(f"keys:\n  - &ada {ADA}\n".encode())])
    theirs = Rules([read(b"keys: []\n", "sub/.sops.yaml"), read(f"k:\n- &lovelace {ADA}".encode())])
    one = Recipient("age", ADA)

    assert name(one, "a.yaml", ours) == "ada"
    assert name(one, "a.yaml", theirs, ours) == "lovelace"
    assert name(one, "sub/a.yaml", theirs, ours) == "ada"
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKpq"
    by_comment = Rules([read(f"k:\n- &grace {key} grace@host\n".encode())])
    assert name(Recipient("age", f"{key} grace@old-host"), "a.yaml", by_comment) == "grace"
    assert name(one, "a.yaml", Rules([])) == name(one, "a.yaml") == "age1yt3tfq…"
