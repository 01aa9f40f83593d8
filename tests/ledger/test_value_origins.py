"""Which commit gave a value what it is, walked back: against what really happened."""

import random
import subprocess

import pytest

from confledger.cli.explain_commits import parse
from confledger.git.repository import discover
from confledger.ledger.steps import Item, steps_of
from confledger.ledger.value_origins import ValueOrigins
from support import Repository

KEYS = ("alpha", "beta", "gamma")


def fast_import(repository: Repository, versions: list[tuple[str, str | None]]) -> list[str]:
    """Commit one version of one file after the other, at a path; None: as unreadable as can be."""
    stream = b""
    before = ""
    for number, (path, text) in enumerate(versions, 1):
        data = (": [\n" if text is None else text).encode()
        message = f"c{number}".encode()
        stream += b"commit refs/heads/main\nmark :%d\n" % number
        stream += b"author A <a@b> %d +0000\ncommitter A <a@b> %d +0000\n" % (
            (1700000000 + number,) * 2
        )
        stream += b"data %d\n%s\n" % (len(message), message)
        if before and before != path:
            stream += f"R {before} {path}\n".encode()
        stream += f"M 100644 inline {path}\n".encode() + b"data %d\n%s\n" % (len(data), data)
        before = path
    subprocess.run(["git", "fast-import", "--quiet"], input=stream, cwd=repository.root, check=True)
    repository.git("reset", "--quiet", "--hard")
    return repository.git("rev-list", "--reverse", "HEAD").split()


def written(values: dict[str, object], items: dict[str, int], how: random.Random) -> str:
    """Write the same values in one of many ways."""
    indent = " " * how.choice((2, 4))
    lines = ["# " + "x" * how.randrange(5)] if how.random() < 0.5 else []
    lines.append("top:")
    for name in how.sample(sorted(values), len(values)):
        value = values[name]
        text = value if not isinstance(value, str) else how.choice((f'"{value}"', f"'{value}'"))
        lines.append(f"{indent}{name}: {text}")
    lines.append("list:")
    lines += [
        f"- {{size: {items[one]}, name: {one}}}" for one in how.sample(sorted(items), len(items))
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(3))
def test_the_commit_is_the_last_that_changed_the_value(repository: Repository, seed: int) -> None:
    how = random.Random(seed)
    values: dict[str, object] = dict.fromkeys(KEYS, 0)
    items = {"one": 1, "two": 2}
    path = "a.yaml"
    versions: list[tuple[str, str | None]] = []
    since: dict[str, int] = {}
    for number in range(60):
        if number and how.random() < 0.06:
            # Only where the content is alike can a rename be told.
            path = f"{chr(97 + number % 26)}{number}.yaml"
            versions.append((path, versions[-1][1]))
            continue
        if number and number < 58 and how.random() < 0.05:
            versions.append((path, None))
            continue
        if not number or how.random() < 0.4:
            name = how.choice(KEYS)
            new = how.choice((0, 1, "0", "1", "true"))
            if (type(new), new) != (type(values[name]), values[name]):
                values[name] = new
                since[name] = number
        if how.random() < 0.2:
            items["two"] += 1
            since["two"] = number
        versions.append((path, written(values, items, how)))
    oids = fast_import(repository, versions)
    tree = parse((repository.root / path).read_bytes(), path)
    assert isinstance(tree, dict)
    two = next(at for at, one in enumerate(tree["list"]) if one["name"] == "two")
    paths = {**{name: ("top", name) for name in KEYS}, "two": ("list", two, "size")}
    wanted = {name: steps_of(tree, where) for name, where in paths.items()}
    origins = ValueOrigins(discover(str(repository.root)), oids[-1], parse, limit=1 << 20)

    found = origins.of(path, list(wanted.values()))
    origins.close()

    got = {name: found[steps].version for name, steps in wanted.items()}
    assert {name: one and oids.index(one.oid) for name, one in got.items()} == {
        name: since.get(name, 0) for name in paths
    }


def test_of_a_merge_the_parent_that_has_the_value_is_followed(repository: Repository) -> None:
    repository.write("a.yaml", "x: 1\ny: 1\n\n\n\nz: 1\n")
    first = repository.commit("first")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("a.yaml", "x: 2\ny: 1\n\n\n\nz: 1\n")
    side = repository.commit("side")
    repository.git("checkout", "--quiet", "main")
    repository.write("a.yaml", "x: 1\ny: 1\n\n\n\nz: 3\n")
    ours = repository.commit("ours")
    repository.git("merge", "--quiet", "--no-commit", "side")
    repository.write("a.yaml", "x: 2\ny: 9\n\n\n\nz: 3\n")
    merge = repository.commit("merge")
    origins = ValueOrigins(discover(str(repository.root)), merge, parse, limit=1 << 20)
    wanted: list[tuple[str | Item, ...]] = [("x",), ("y",), ("z",)]

    found = origins.of("a.yaml", wanted)
    origins.close()

    assert [one.oid for key in wanted if (one := found[key].version)] == [side, merge, ours]
    assert first not in (side, merge, ours)


def test_a_file_that_came_back_is_as_old_as_its_return(repository: Repository) -> None:
    repository.write("a.yaml", "x: 1\n")
    repository.commit("first")
    (repository.root / "a.yaml").unlink()
    repository.commit("gone")
    repository.write("a.yaml", "x: 1\n")
    back = repository.commit("back")
    origins = ValueOrigins(discover(str(repository.root)), back, parse, limit=1 << 20)

    found = origins.of("a.yaml", [("x",)])[("x",)]
    origins.close()

    assert found.version is not None
    assert found.version.oid == back
