"""Steps, their way back, and what is refused."""

import pytest

from confledger.errors import ConfledgerError
from confledger.loader.migration.migration import Migration, parsed
from confledger.loader.migration.planning import crossed, planned

BASE = b"schema_version: 1\nmode: fast # m\nport: '80'\nhosts: a\nends: {x: {t: 1}, y: {t: 2}}\n"
STEPS = b"""\
steps:
  - map: {key: mode, values: {fast: quick}}
  - convert: {key: port, from: string, to: integer}
  - wrap: hosts
  - move: {from: ends.*.t, to: ends.*.time.out}
  - set: {key: ends.*.new, value: 1}
"""


def test_each_step_knows_its_way_back() -> None:
    migration = parsed(2, "migrations/0002-all.yaml", STEPS)

    up = planned({"base.yaml": BASE}, lambda _: "yaml", [migration])
    made = up.files[0].new
    down = planned({"base.yaml": made}, lambda _: "yaml", [migration], 1)

    assert made == (
        b"schema_version: 2\nmode: quick # m\nport: 80\nhosts: [a]\n"
        b'ends: {x: {time: {"out": 1}, new: 1}, y: {time: {"out": 2}, new: 1}}\n'
    )
    assert down.files[0].new == BASE
    assert planned({"base.yaml": made}, lambda _: "yaml", [migration]).files == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"step: []\n", "m.yaml:1:1: unknown key `step`"),
        (b"steps:\n  - renam: {}\n", "m.yaml:2:5: there is no step `renam`"),
        (b"steps:\n  - rename: {key: a}\n", "m.yaml:2:5: `rename` takes `key`, `to`"),
        (b"steps:\n  - move: {from: a.*, to: b}\n", "m.yaml:2:5: `from` and `to` have another"),
        (b"description: x\n", "m.yaml:1:1: a migration has `steps`"),
        (b"a: [\n", "m.yaml:"),
    ],
)
def test_a_faulty_migration_is_told_with_its_line(text: bytes, message: str) -> None:
    with pytest.raises(ConfledgerError) as told:
        parsed(2, "m.yaml", text)

    assert str(told.value).startswith(message)


def test_what_has_no_way_back_is_known_without_running_anything() -> None:
    chain: list[Migration] = [
        parsed(2, "2", b"steps:\n  - delete: a\n"),
        parsed(3, "3", b"steps:\n  - wrap: a\n"),
        parsed(4, "4", b"steps:\n  - map: {key: a, values: {x: z, y: z}}\n"),
        parsed(5, "5", b"steps:\n  - delete: a\nbackward:\n  - set: {key: a, value: 1}\n"),
    ]

    assert [one.file for one in crossed(5, 1, chain)] == ["4", "2"]
    assert [one.file for one in crossed(3, 2, chain)] == []
    assert crossed(1, 5, chain) == []
    with pytest.raises(ConfledgerError, match="there is no way back from version 5 to 1"):
        planned({"b.yaml": b"schema_version: 5\n"}, lambda _: "yaml", chain, 1)
    rename = parsed(2, "2", b"steps:\n  - rename: {key: a, to: b}\n")
    files = {"a.yaml": b"schema_version: 5\n", "b.yaml": b"schema_version: 4\n"}
    with pytest.raises(ConfledgerError, match="`b` is there already, beside `a`"):
        planned({"b.yaml": b"schema_version: 1\na: 1\nb: 2\n"}, lambda _: "yaml", [rename])
    with pytest.raises(ConfledgerError, match="files have several versions"):
        planned(files, lambda _: "yaml", chain)
