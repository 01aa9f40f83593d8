"""On a terminal, the rows of a log fit into its width."""

import pytest

import shop_history
from confledger.cli.opened_ledger import opened
from confledger.ledger.blame import blame
from confledger.ledger.past import Past
from confledger.ledger.patterns import Pattern, keys_of
from confledger.ledger.query import Query
from confledger.ledger.question import Question
from confledger.ledger.scope import present
from confledger.ledger.state import state_at
from confledger.reports.ledger import blames
from confledger.reports.ledger.text import Layout, rows
from support import Repository


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = shop_history.make(tmp_path_factory.mktemp("shop") / "r")
    for number in range(14):
        made.write(f"many/{number}.yaml", f"a: {number}\nb: {number}\n")
    image = "registry.example.org/team/program:{}@sha256:" + "0123456789abcdef" * 4
    made.write("image.yaml", f"image: {image.format(1)}\n")
    shop_history.commit(made, "Very many files, with a subject that is far too long for it", 12)
    made.write("image.yaml", f"image: {image.format(2)}\n")
    shop_history.commit(made, "Another image", 13)
    return made


def test_rows_fit_and_very_many_files_are_counted(
    shop: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.root)
    with opened() as ledger:
        query = Query(ledger.store)
        layout = Layout(Past(ledger.store, query.commits), width=50)
        text = "".join(rows(query.lines(Question()), layout, of_keys=False))

    oids = shop.git("log", "-2", "--format=%h", "--abbrev=8").split()
    assert text.splitlines()[:13] == [
        f"2025-06-13  {oids[0]}  Ada Tester  Another image",
        "  image.yaml",
        "    /image: …gram:1@… -> …gram:2@…",
        f"2025-06-12  {oids[1]}  Ada Tester  Very many files…",
        "  image.yaml: added, 1 key",
        *(f"  many/{name}.yaml: added, 2 keys" for name in (0, 1, 10, 11, 12, 13, 2)),
        "  and 7 more files added, 14 keys",
    ]


def test_one_key_is_a_table_that_fits(shop: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop.root)
    with opened() as ledger:
        query = Query(ledger.store)
        layout = Layout(Past(ledger.store, query.commits), width=60, colour=True)
        keys = keys_of(ledger.store, Pattern("spec.replicas"))
        text = "".join(rows(query.lines(Question(keys=keys)), layout, of_keys=True))

    assert text.splitlines() == [
        "\x1b[1mDeployment/shop#/spec/replicas of apps/store.yaml\x1b[m",
        "  also as apps/shop.yaml",
        "2025-06-07  \x1b[33m7b559aaf\x1b[m  Ada Tester  Fewer again",
        "    3 -> 2 (back to what it was until 2025-06-02)",
        "2025-06-02  \x1b[33medffc615\x1b[m  Ada Tester  More of the shop",
        "    2 -> 3",
        "2025-06-01  \x1b[33md0fd387c\x1b[m  Ada Tester  Start",
        "    (none) -> 2",
    ]


def test_on_a_terminal_what_is_above_a_key_stands_before_it(
    shop: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.root)
    with opened() as ledger:
        lineage = present(ledger.store)["apps/store.yaml"]
        state = state_at(ledger.store, lineage, ledger.store.head()[0])
        assert state is not None
        found = [one for one in blame(ledger.store, state) if "/spec/" in one.key]
        text = "".join(blames.as_text(found, 1750000000, 60))

    assert text.splitlines() == [
        "Deployment/shop#/spec",
        "7b559aaf  2025-06-07   8 d  Ada Tester  replicas: 2",
        "Deployment/shop#/spec/template/spec/con…ers/[name=log]/image",
        'd0fd387c  2025-06-01  14 d  Ada Tester  tag: "1.0"',
        "Deployment/shop#/spec/template/spec/containers/[name=log]",
        "d0fd387c  2025-06-01  14 d  Ada Tester  name: log",
        "Deployment/shop#/spec/template/spec/con…ers/[name=web]/image",
        'd46b7384  2025-06-05  10 d  Ada Tester  tag: "1.1"',
        "Deployment/shop#/spec/template/spec/containers/[name=web]",
        "d0fd387c  2025-06-01  14 d  Ada Tester  name: web",
    ]
