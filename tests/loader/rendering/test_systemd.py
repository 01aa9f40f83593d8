import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from confledger.loader.rendering import systemd
from hostile import CASES, TEXTS, variables

# The very function that reads EnvironmentFile=, called in a process of its own.
_READ = """\
import ctypes, json, sys
library = ctypes.CDLL(sys.argv[1])
found = ctypes.POINTER(ctypes.c_char_p)()
code = library.load_env_file(None, sys.argv[2].encode(), ctypes.byref(found))
rows, at = [], 0
while found and found[at]:
    rows.append(found[at].decode())
    at += 1
print(json.dumps([code, rows]))
"""


def read(text: str) -> dict[str, str]:
    """Read as systemd.exec(5) says: quotes, and backslashes in them, as in a shell."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        equals = text.index("=", at)
        name, at = text[at:equals], equals + 1
        value = ""
        if text[at] == '"':
            at += 1
            while text[at] != '"':
                if text[at] == "\\" and text[at + 1] in '"\\`$':
                    at += 1
                elif text[at] == "\\":
                    # Before a line end, a backslash takes that away; else it stands for itself.
                    value, at = value + "\\" * (text[at + 1] != "\n"), at + 1
                    continue
                value += text[at]
                at += 1
            at += 1
        else:
            end = text.index("\n", at)
            value, at = text[at:end].strip(), end
            assert not set(value) & set("\\'\" \t")
        assert text[at] == "\n"
        found[name], at = value, at + 1
    return found


def fit(texts: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if systemd.unfit(text) is None}


@given(variables)
@settings(max_examples=CASES)
def test_what_is_written_is_read_by_its_manual(texts: dict[str, str]) -> None:
    texts = fit(texts)

    assert read(systemd.write(texts)) == texts


def test_systemd_itself_and_a_shell_read_the_same(tmp_path: Path) -> None:
    texts = fit({f"X{at}": text for at, text in enumerate(TEXTS)})
    file = tmp_path / "unit.env"
    file.write_bytes(systemd.write(texts).encode())

    script = f'set -a; . "{file}"; exec /usr/bin/env -0'
    shell = subprocess.run(["/bin/sh", "-c", script], env={}, capture_output=True, check=True)
    there = dict(one.split("=", 1) for one in shell.stdout.decode().split("\0")[:-1])
    assert {name: there[name] for name in texts} == texts

    places = ("/usr/lib/x86_64-linux-gnu/systemd", "/usr/lib/systemd", "/usr/lib64/systemd")
    libraries = [one for place in places for one in Path(place).glob("libsystemd-shared-*.so")]
    if not libraries:
        pytest.skip("the library of systemd is not installed")
    done = subprocess.run(
        [sys.executable, "-c", _READ, libraries[0], file], capture_output=True, check=True
    )
    code, rows = json.loads(done.stdout)
    assert code >= 0
    assert dict(row.split("=", 1) for row in rows) == texts


def test_what_systemd_ignores_is_refused() -> None:
    assert systemd.unfit("a\0") == "it has a NUL in it, which no variable can hold"
    reason = "it has a noncharacter of Unicode in it, for which systemd ignores the file"
    found = [systemd.unfit(one) for one in ("\ufffe", "\ufdd0", "\U0010ffff", "\ufffd", "a\n")]
    assert found == [reason, reason, reason, None, None]
