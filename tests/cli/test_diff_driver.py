"""What git shows of a file through us: values where there are some, else what git itself would."""

from pathlib import Path

import pytest

from confledger.cli import diff_driver

FILE, PROGRAM, LINK, MODULE = "100644", "100755", "120000", "160000"


@pytest.mark.parametrize(
    ("old", "old_mode", "new", "mode", "expected"),
    [
        pytest.param(b"a: 1\n", FILE, b"a: 2\n", FILE, "x.yaml\n  ~ a  1 -> 2\n", id="a value"),
        pytest.param(
            b"a: 1\n",
            FILE,
            b"a: 2\n",
            PROGRAM,
            "diff --git a/x.yaml b/x.yaml\nold mode 100644\nnew mode 100755\n"
            "x.yaml\n  ~ a  1 -> 2\n",
            id="a value, and the mode",
        ),
        pytest.param(
            b"a: 1\n",
            FILE,
            b"a: 1\n",
            PROGRAM,
            "diff --git a/x.yaml b/x.yaml\nold mode 100644\nnew mode 100755\n",
            id="the mode alone",
        ),
        pytest.param(None, ".", b"a: 1\n", FILE, "x.yaml: new file, 1 value\n    a: 1\n", id="new"),
        pytest.param(b"a: 1\n", FILE, None, ".", "x.yaml: removed, 1 value\n", id="removed"),
        pytest.param(
            None,
            ".",
            b"Subproject commit 1\n",
            MODULE,
            "diff --git a/x.yaml b/x.yaml\nnew file mode 160000\n--- /dev/null\n+++ b/x.yaml\n"
            "@@ -0,0 +1 @@\n+Subproject commit 1\n",
            id="a submodule",
        ),
        pytest.param(
            b"a.yaml",
            LINK,
            None,
            ".",
            "diff --git a/x.yaml b/x.yaml\ndeleted file mode 120000\n--- a/x.yaml\n+++ /dev/null\n"
            "@@ -1 +0,0 @@\n-a.yaml\n\\ No newline at end of file\n",
            id="a link that is gone",
        ),
        pytest.param(
            b"a: 1\r\n",
            FILE,
            b"a: 1\n",
            FILE,
            "diff --git a/x.yaml b/x.yaml\n--- a/x.yaml\n+++ b/x.yaml\n@@ -1 +1 @@\n"
            "-a: 1\\r\n+a: 1\n",
            id="the ends of lines",
        ),
        pytest.param(
            b"a: [\n\x0c\x1b[1m b\r c\n",
            FILE,
            b"a: [\n\x0c\x1b[1m b\r d\n",
            FILE,
            "diff --git a/x.yaml b/x.yaml\n--- a/x.yaml\n+++ b/x.yaml\n@@ -1,2 +1,2 @@\n a: [\n"
            "-\\x0c\\x1b[1m b\\r c\n+\\x0c\\x1b[1m b\\r d\n",
            id="no YAML, and what a terminal would obey",
        ),
        pytest.param(
            b"\0\1",
            FILE,
            b"\0\2",
            FILE,
            "diff --git a/x.yaml b/x.yaml\nBinary files differ\n",
            id="binary",
        ),
    ],
)
def test_what_is_shown_of_one_file(
    old: bytes | None,
    old_mode: str,
    new: bytes | None,
    mode: str,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    files = []
    for name, data in (("old", old), ("new", new)):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        files.append("/dev/null" if data is None else str(tmp_path / name))

    code = diff_driver.run(["x.yaml", files[0], "1" * 40, old_mode, files[1], "2" * 40, mode])

    assert (code, capsys.readouterr().out) == (0, expected)


def test_what_is_missing_or_in_conflict_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new").write_text("a: 1\n", "utf-8")
    renamed = ["b.yaml", "similarity index 90%\n"]

    assert diff_driver.run(["a\033.yaml"]) == 0
    assert diff_driver.run([]) == 0
    assert diff_driver.run(["a.yaml", "old", "1", FILE, "new", "2", FILE, *renamed]) == 0

    assert capsys.readouterr().out == "* Unmerged path a\\x1b.yaml\ndiff --git a/a.yaml b/b.yaml\n"
