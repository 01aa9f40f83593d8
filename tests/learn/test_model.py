import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from confledger.cli.opened_ledger import opened
from confledger.learn.lessons import lessons
from confledger.learn.model import Model
from confledger.learn.model_file import NotAModel, read, written
from confledger.ledger.store import Store
from learning import History, history
from support import Repository


@pytest.fixture
def ledger(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The ledger of files that come, move, change and go, on a mainline and beside it."""
    made = History()
    made.commit({f"{n}/app.yaml": f"name: a{n}\nsize: {n}\nkeep: 1\n" for n in range(5)})
    made.into(repository)
    repository.git("mv", "1/app.yaml", "1/moved.yaml")
    repository.commit("move")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("2/app.yaml", "name: a2\nsize: 9\nkeep: 1\nnew: 1\npassword: hunter2hunter\n")
    repository.commit("on the side")
    repository.git("checkout", "--quiet", "main")
    repository.write("1/moved.yaml", "name: a1\nsize: 7\nkeep: 1\nnew: 1\n")
    repository.git("rm", "--quiet", "3/app.yaml")
    repository.commit("change, and remove")
    repository.git("merge", "--quiet", "--no-edit", "side")
    repository.write("3/app.yaml", "name: a3\nsize: 7\n")
    repository.write("4/app.yaml", "name: [\n")
    repository.commit("back again, and one broken")
    repository.write("4/app.yaml", "name: a4\nsize: 5\n")
    repository.write("1/app.yaml", "other: 3\n")
    repository.commit("mended")
    monkeypatch.chdir(repository.root)
    with opened() as found:
        yield found.store


def test_learned_in_one_go_or_commit_by_commit_it_is_the_same_model(ledger: Store) -> None:
    whole = Model()
    whole.learn(ledger)
    step = Model()
    for number in range(1, ledger.head()[0] + 1):
        step.learn(ledger, number)
        step = read(written(step))

    assert written(step) == written(whole)
    assert step.follows(ledger)


def test_a_merge_is_one_lesson_with_the_author_of_what_it_brings(ledger: Store) -> None:
    found = [[(file.path, file.kind) for file in one.files] for one in lessons(ledger)]

    assert found[1:] == [
        [("1/moved.yaml", "moved")],
        [("1/moved.yaml", "changed"), ("3/app.yaml", "removed")],
        [("2/app.yaml", "changed")],
        [("3/app.yaml", "added"), ("4/app.yaml", "changed")],
        [("1/app.yaml", "added"), ("4/app.yaml", "changed")],
    ]


def test_secrets_are_not_in_a_model(ledger: Store) -> None:
    model = Model()
    model.learn(ledger)

    assert b"hunter2" not in written(model)
    assert not any(use.value.startswith("!") for use in model.values.usage.uses)


def test_a_model_of_another_history_is_told(ledger: Store) -> None:
    model = Model()
    model.learn(ledger)
    model.chain = "00" + model.chain[2:]

    assert not model.follows(ledger)


def test_what_was_tampered_with_is_refused_or_harmless(ledger: Store) -> None:
    model = Model()
    model.learn(ledger)
    good = json.loads(written(model))
    refused = 0
    places = list(_places(good))
    wrong: tuple[object, ...] = (-1, 1 << 60, None, "x", [[]], 0.5, True)
    for place, bad in ((place, bad) for place in places for bad in wrong):
        content = json.loads(json.dumps(good))
        held = content
        for one in place[:-1]:
            held = held[one]
        if held[place[-1]] == bad or (bad == -1 and _is_form(place)):
            continue
        held[place[-1]] = bad
        try:
            read(json.dumps(content).encode())
        except NotAModel:
            refused += 1
        else:
            # Any text may stand in the list of texts, and a time may be any time.
            assert place[0] in ("texts", "commits")

    assert refused > len(places)


def _is_form(place: tuple[str | int, ...]) -> bool:
    return place[0] == "uses" and place[2:] == (5,)


def _places(content: dict[str, object]) -> Iterator[tuple[str | int, ...]]:
    """Yield one place of each kind in a model."""
    for name, held in content.items():
        yield (name,)
        if isinstance(held, list) and held:
            yield (name, 0)
            if isinstance(held[0], list):
                yield from ((name, 0, at) for at in range(len(held[0])))
        elif isinstance(held, dict):
            yield from ((name, one) for one in held)


def test_the_measurement_is_of_the_last_fifth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository.create(tmp_path / "shop")
    history().into(repository)
    monkeypatch.chdir(repository.root)
    model = Model()
    with opened() as found:
        model.learn(found.store)

    measured = model.measured()

    values, files = measured.values["new-files"], measured.companions["f"]
    assert (measured.held_out, measured.after) == (72, 288)
    assert (values.tried, values.first, values.recent, values.frequent) == (72, 83.3, 0.0, 25.0)
    assert (files.warnings, files.people, files.robots) == (41, (0.0, 0.0), (100.0, 100.0))
    assert (files.on, values.on, measured.values["added-keys"].why) == (
        *(True, True),
        "only 0 keys to try it on",
    )
