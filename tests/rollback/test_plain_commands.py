"""What a script of plain commands is made of."""

import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.rollback.plain_commands import Splice, quoted_path, script
from confledger.rollback.plan import Plan
from support import Repository

PIECES = st.binary(max_size=12) | st.sampled_from([b"", b"a", b"aa", b"\0%s\\n'"])


@given(PIECES, PIECES, PIECES, PIECES)
def test_a_splice_is_the_new_bytes(start: bytes, old: bytes, new: bytes, end: bytes) -> None:
    held, data = start + old + end, start + new + end

    made = Splice("oid", data, "base", held)

    assert held[: made.start] + made.middle + held[made.end :] == data
    assert len(made.middle) <= len(new)


@settings(max_examples=10)
@given(st.lists(st.text(min_size=1, max_size=8), max_size=4))
def test_a_path_is_read_as_it_was_meant(names: list[str]) -> None:
    path = "/".join(["x", *(name.replace("/", "-").replace("\0", "-") for name in names)])
    path = path.encode("utf-8", "replace").decode("utf-8")

    quoted = quoted_path(path)

    assert quoted.isascii()
    assert quoted.isprintable()
    if quoted.startswith('"'):
        octal = (int(one, 8) for one in _octals(quoted[1:-1]))
        assert bytes(octal).decode("utf-8") == path
    else:
        assert quoted == path


def _octals(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text):
        length = 4 if text[at] == "\\" else 1
        found.append(text[at + 1 : at + 4] if length == 4 else oct(ord(text[at]))[2:])
        at += length
    return found


def test_new_files_are_written_by_the_script_whatever_they_hold(repository: Repository) -> None:
    repository.write("a", "1")
    plan = Plan(repository.commit(), "refs/heads/main", "all")
    data = bytes(range(256)) * 20 + b"%d \\ '\n"
    text = ""
    for content in (data, b""):
        (repository.root / "new").write_bytes(content)
        oid = repository.git("hash-object", "new")
        (repository.root / "new").unlink()
        text = script(
            plan, "END\n", [Splice(oid, content)], "what\nit does", sign=False, bare=False
        )
        start = text.partition("\n# the tree")[0]
        subprocess.run(["sh"], input=start.encode(), cwd=repository.root, check=True)
        assert repository.git("cat-file", "-s", oid) == str(len(content))
    assert "<<'END_'\nEND\nEND_\n" in text
