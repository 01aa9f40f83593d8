"""The state that the rows give is the one that git has, at every commit of the mainline."""

import pytest

import shop_history
from confledger.changes.leaves import leaves
from confledger.cli.opened_ledger import opened
from confledger.documents.load import load
from confledger.ledger.redacted import redacted
from confledger.ledger.scope import present
from confledger.ledger.state import state_at
from support import Repository


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return shop_history.make(tmp_path_factory.mktemp("shop") / "r")


def test_each_file_is_what_git_show_prints(
    shop: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.root)
    found: dict[str, dict[str, dict[str, str] | None]] = {}
    wanted: dict[str, dict[str, dict[str, str] | None]] = {}

    with opened() as ledger:
        mainline = ledger.store.connection.execute("SELECT id, oid FROM commits WHERE mainline")
        for number, oid in mainline.fetchall():
            states = {
                path: state_at(ledger.store, lineage, number)
                for path, lineage in present(ledger.store, number).items()
            }
            found[oid] = {
                path: None if state is None or state.unparsable else state.values
                for path, state in states.items()
            }
            wanted[oid] = {
                path: parsed(shop.git("show", f"{oid}:{path}"))
                for path in shop.git("ls-tree", "-r", "--name-only", oid).split()
            }

    assert len(wanted) == 9
    assert found == wanted


def parsed(text: str) -> dict[str, str] | None:
    """Return the leaves of a file as they may be stored; None where it cannot be read."""
    loaded = load(text.encode(), "yaml")
    if not loaded.documents:
        return None
    return redacted(leaves(loaded.documents), None)
