"""Whatever a history holds: after a rollback the scope is as it was, and nothing else is."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from confledger.cli.program import run
from confledger.errors import ConfledgerError

CASES = int(os.environ.get("CONFLEDGER_ROLLBACK_CASES", "12"))
FILE, PROGRAM, LINK, SUBMODULE = "100644", "100755", "120000", "160000"
# The submodules' commits need not be there.
COMMITS = ("1" * 40, "2" * 40)
SEALED = b"key: ENC[AES256_GCM,data:%b,iv:Ag==,tag:Ag==,type:str]\nsops:\n    mac: x\n"
PATHS = (
    *("base.yaml", "envs/prod.yaml", "envs/dev.yaml", "envs/prod/extra.yaml", "envs/prod"),
    *("envs/pröd ü.json", "envs/a\nb.yaml", "tools/run.sh", "envs/secret.yaml", "vendor"),
    *(".sops.yaml", "envs/link.yaml", 'tools/"quoted".txt', "envs/windows.ini", "-option.yaml"),
)
CONTENTS = (
    *(b"", b"a: 1\n", b"a: 2\n", b"a: 1\r\nb: 2\r\n", b"\xff\x00binary\xfe", b"a: [1, 2]\n"),
    *(SEALED % b"AAAA", SEALED % b"BBBB"),
)
SCOPES = (".", "envs", "envs/prod", "base.yaml", "envs/prod.yaml", "envs/pröd ü.json", "tools")

# What a commit holds: mode and content by path.
State = dict[str, tuple[str, bytes]]


@st.composite
def edits(draw: st.DrawFn) -> Callable[[State], State]:
    """Make one edit: a file written, of another kind, away, or under another name."""
    path, other = draw(st.sampled_from(PATHS)), draw(st.sampled_from(PATHS))
    content = draw(st.sampled_from(CONTENTS))
    what = draw(st.sampled_from(("write", "write", "delete", "rename", "mode", "link", "module")))

    def edited(state: State) -> State:
        if what == "delete":
            return {name: held for name, held in state.items() if name != path}
        if what == "rename" and other in state:
            held = state[other]
            return _put({name: one for name, one in state.items() if name != other}, path, held)
        if what == "mode" and path in state and state[path][0] in (FILE, PROGRAM):
            mode = PROGRAM if state[path][0] == FILE else FILE
            return _put(state, path, (mode, state[path][1]))
        if what == "link":
            return _put(state, path, (LINK, b"../base.yaml"))
        if what == "module":
            return _put(state, path, (SUBMODULE, COMMITS[len(content) % 2].encode()))
        return _put(state, path, (FILE, content))

    return edited


def _put(state: State, path: str, held: tuple[str, bytes]) -> State:
    """Put a file where it may be: what stands in its way goes."""
    rest = {
        name: one
        for name, one in state.items()
        if not name.startswith(path + "/") and not path.startswith(name + "/")
    }
    return {**rest, path: held}


@st.composite
def histories(draw: st.DrawFn) -> list[State]:
    """Make the states of a mainline, the last one first in nothing."""
    state: State = {"base.yaml": (FILE, b"a: 0\n")}
    states = [state]
    for group in draw(st.lists(st.lists(edits(), min_size=1, max_size=4), min_size=1, max_size=6)):
        for one in group:
            state = one(state)
        states.append(state)
    return states


def stream(states: list[State], merges: int) -> bytes:
    """Write the states for `git fast-import`; every second of some arrives by a merge."""
    out, mark = [], 0
    tip = None
    for number, state in enumerate(states):
        merged = tip is not None and merges >> number & 1
        for branch in ("refs/heads/side", "refs/heads/main") if merged else ("refs/heads/main",):
            mark += 1
            out.append(b"commit %b\nmark :%d\n" % (branch.encode(), mark))
            out.append(b"committer Ada <ada@example.org> %d +0000\n" % (1750000000 + number * 60))
            out.append(b"data 1\nx\n")
            if tip is not None:
                out.append(b"from :%d\n" % tip)
                if merged and branch.endswith("main"):
                    out.append(b"merge :%d\n" % (mark - 1))
            out.append(b"deleteall\n")
            for path, (mode, data) in state.items():
                name = b'"' + path.encode().translate(_QUOTED) + b'"'
                name = name.replace(b"\n", b"\\n").replace(b"\x01", b'\\"')
                if mode == SUBMODULE:
                    out.append(b"M 160000 %b %b\n" % (data, name))
                else:
                    head = b"M %b inline %b\ndata %d\n" % (mode.encode(), name, len(data))
                    out.append(head + data + b"\n")
        tip = mark
    return b"".join(out)


_QUOTED = bytes.maketrans(b'"', b"\x01")


def git(root: Path, *arguments: str, given: bytes | None = None) -> str:
    """Run git; it has to succeed."""
    done = subprocess.run(
        ["git", *arguments], cwd=root, input=given, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return os.fsdecode(done.stdout)


def held(root: Path, revision: str) -> dict[str, str]:
    """Return mode and object of every path of a commit."""
    lines = git(root, "ls-tree", "-r", "-z", "--full-tree", revision).split("\0")[:-1]
    return {path: head for head, _, path in (line.partition("\t") for line in lines)}


def inside(path: str, scope: str) -> bool:
    """Whether a path belongs to a scope."""
    return scope in (".", path) or path.startswith(scope + "/")


def kept(path: str, *states: State) -> bool:
    """Whether a path stays as it is by what we promise of secrets."""
    encrypted = any(path in one and b"ENC[AES" in one[path][1] for one in states)
    return encrypted or path == ".sops.yaml"


@settings(max_examples=CASES, suppress_health_check=list(HealthCheck))
@given(
    states=histories(), merges=st.integers(0, 127), data=st.data(), scope=st.sampled_from(SCOPES)
)
def test_the_scope_is_as_it_was_and_nothing_else_is_touched(
    capfdbinary: pytest.CaptureFixture[bytes],
    states: list[State],
    merges: int,
    data: st.DataObject,
    scope: str,
) -> None:
    now = states[-1]
    then = data.draw(st.sampled_from(states))
    back = len(states) - 1 - states.index(then)
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        root = Path(name)
        patch.chdir(root)
        git(root, "init", "--quiet", "--initial-branch=main")
        git(root, "fast-import", "--quiet", given=stream(states, merges))
        git(root, "reset", "--quiet", "--hard")
        before, wanted = held(root, "HEAD"), held(root, f"HEAD~{back}")
        if not any(inside(path, scope) for path in {**before, **wanted}):
            return
        tip = git(root, "rev-parse", "HEAD").strip()
        asked = ["rollback", "--to", f"{tip}~{back}", "--scope", f"./{scope}", "--yes"]
        asked += ["--reason", "CASE-1", "--allow-invalid", "--allow-missing"]
        differs = [
            path
            for path in sorted({**before, **wanted})
            if inside(path, scope) and before.get(path) != wanted.get(path)
        ]
        stays = [path for path in differs if kept(path, now, then)]
        blocked = [
            path
            for path in differs
            for one in stays
            if one in before and (one.startswith(path + "/") or path.startswith(one + "/"))
        ]
        only_secrets = bool(differs) and len(stays) == len(differs)
        code = run(asked) if not only_secrets else 0
        assert code == 0, capfdbinary.readouterr()
        after = held(root, "HEAD")
        for path in {**before, **wanted, **after}:
            back_again = inside(path, scope) and path not in stays and path not in blocked
            assert after.get(path) == (wanted if back_again else before).get(path), path
        changed = after != before
        assert git(root, "rev-list", "--first-parent", f"{tip}..HEAD").count("\n") == changed
        assert git(root, "rev-parse", "HEAD~1" if changed else "HEAD").strip() == tip
        assert git(root, "status", "--porcelain", "--ignore-submodules=all") == ""
        assert not os.path.lexists(root / ".git" / "index.lock")
        end = git(root, "rev-parse", "HEAD")
        # Nothing may be left but secrets, and then it says so.
        assert only_secrets or again(asked) in ((0, 2) if stays else (0,))
        assert git(root, "rev-parse", "HEAD") == end
        git(root, "fsck", "--connectivity-only", *(() if _modules(states) else ("--strict",)))
    capfdbinary.readouterr()


def again(asked: list[str]) -> int:
    """Run it once more; return its exit code."""
    try:
        return run(asked)
    except ConfledgerError:
        return 2


def _modules(states: list[State]) -> bool:
    return any(mode == SUBMODULE for state in states for mode, _ in state.values())
