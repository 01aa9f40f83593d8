"""`confledger audit record` and `audit log`: a chain that shows what was forced, and its breaks."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from confledger.git.reference_verification import read
from confledger.git.repository import discover
from signing import Keys
from support import Repository

LOG = "refs/confledger/log"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose `main` was recorded, forced and recorded again, and a tag moved."""
    repository = Repository.create(tmp_path_factory.mktemp("made") / "a repository")
    repository.write("a.yaml", "a: 1\n")
    repository.commit("One")
    repository.confledger("audit", "record")
    repository.write("a.yaml", "a: 2\n")
    repository.commit("Two")
    repository.git("tag", "v1")
    repository.confledger("audit", "record")
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    repository.write("a.yaml", "a: 3\n")
    repository.commit("Three")
    repository.git("tag", "--force", "v1")
    repository.git("branch", "side")
    repository.confledger("audit", "record")
    return repository.root


@pytest.fixture
def pushed(made: Path, tmp_path: Path) -> Repository:
    """A copy of it."""
    return Repository(Path(shutil.copytree(made, tmp_path / "a repository")))


def log(repository: Repository, *arguments: str) -> tuple[int, list[str]]:
    """Return exit code and lines of `audit log`, its times left out."""
    done = repository.confledger("audit", "log", *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", done.stdout + done.stderr)
    return done.returncode, text.splitlines()


def test_what_was_forced_is_told(pushed: Repository) -> None:
    reflog = pushed.git("reflog", "show", "--format=%H", "main").split()
    three, one, two = (reflog[number][:12] for number in (0, 1, 2))

    assert log(pushed) == (
        0,
        [
            "3 entries, whole",
            "  references: 3 created, 1 fast-forward, 2 forced",
            "  signatures: 3 unsigned",
            "1  TIME  Ada Tester <ada@example.org>, unsigned",
            f"  main  created  -..{one}",
            "2  TIME  Ada Tester <ada@example.org>, unsigned",
            f"  main  fast-forward  {one}..{two}",
            f"  v1    created       -..{two}",
            "3  TIME  Ada Tester <ada@example.org>, unsigned",
            f"  main  forced   {two}..{three}",
            f"  side  created  -..{three}",
            f"  v1    forced   {two}..{three}",
        ],
    )
    assert log(pushed, "--forced", "--exit-code")[0] == 1


def test_what_is_there_is_recorded_once(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    one = repository.commit("One")
    repository.git("branch", "side")

    dry = repository.confledger("audit", "record", "--dry-run", "main")
    assert repository.try_git("rev-parse", "--verify", "--quiet", LOG).returncode == 1
    first = repository.confledger("audit", "record", "main")
    again = repository.confledger("audit", "record", "main")
    rest = repository.confledger("audit", "record")
    repository.git("branch", "--delete", "side")
    gone = repository.confledger("audit", "record", "side")

    why = "not signed, for git has no key (user.signingkey)"
    entry = f"entry 1: 1 reference, {why}\n  main  created  -..{one[:12]}\n"
    assert (dry.stdout, first.stdout) == (f"would add {entry}", entry)
    assert (again.stdout, again.stderr) == ("", "nothing moved since entry 1\n")
    assert rest.stdout == f"entry 2: 1 reference, {why}\n  side  created  -..{one[:12]}\n"
    assert gone.stdout == f"entry 3: 1 reference, {why}\n  side  deleted  {one[:12]}..-\n"
    files = repository.git("ls-tree", "-r", "--name-only", LOG)
    assert (files, repository.git("rev-list", "--count", LOG)) == ("entry.json", "3")


def test_forced_commits_are_counted_with_the_id_that_brings_them_back(
    repository: Repository,
) -> None:
    repository.commit("One")
    repository.confledger("audit", "record")
    repository.commit("Two")
    two = repository.commit("Three")
    repository.confledger("audit", "record")
    repository.git("reset", "--quiet", "--hard", "HEAD~2")
    repository.git("checkout", "--quiet", "-b", "other")

    done = repository.confledger("audit", "record", "main")

    assert done.stdout.splitlines()[-1] == (
        f"  refs/heads/main no longer has 2 commits that it had at {two}"
    )


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen, of OpenSSH")
def test_entries_are_signed_where_git_signs(pushed: Repository, tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    pushed.git("config", "gpg.format", "ssh")
    pushed.git("config", "user.signingkey", str(keys.file("ada")))
    (tmp_path / "allowed").write_text(f"ada@example.org {keys.public('ada')}\n")
    allowed = ("--allowed-signers", str(tmp_path / "allowed"))
    pushed.commit("Four")

    done = pushed.confledger("audit", "record")

    assert done.stdout.splitlines()[0] == "entry 4: 1 reference, signed"
    pushed.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "allowed"))
    pushed.git("verify-commit", LOG)
    code, lines = log(pushed, *allowed)
    assert (code, lines[2]) == (0, "  signatures: 1 good, 3 unsigned")
    assert lines[-2] == ("4  TIME  Ada Tester <ada@example.org>, signature good by ada@example.org")
    pushed.git("config", "user.signingkey", str(tmp_path / "none"))
    pushed.commit("Five")
    failed = pushed.confledger("audit", "record")
    assert failed.returncode == 2
    assert failed.stderr.splitlines()[-1] == (
        "  help: is the key in the agent (ssh-add -l)? unsigned: confledger audit record --no-sign"
    )
    assert pushed.confledger("audit", "record", "--no-sign").returncode == 0


def _rewrite(repository: Repository, change: dict[str, object], number: int) -> None:
    """Make the chain anew with one entry changed, as somebody would who wants to hide it."""
    entries = repository.git("rev-list", "--reverse", LOG).split()
    parent: tuple[str, ...] = ()
    for place, oid in enumerate(entries, 1):
        said = json.loads(repository.git("cat-file", "blob", f"{oid}:entry.json"))
        if place == number:
            said |= change
        text = json.dumps(said, sort_keys=True, separators=(",", ":")) + "\n"
        blob = repository.git("hash-object", "-w", "--stdin", input=text)
        tree = repository.git("mktree", input=f"100644 blob {blob}\tentry.json\n")
        parent = ("-p", repository.git("commit-tree", *parent, "-m", "x", tree))
    repository.git("update-ref", LOG, parent[1])


def _update(repository: Repository, **change: str | None) -> dict[str, object]:
    """Return what the third entry says of main, with a change."""
    said = json.loads(repository.git("cat-file", "blob", f"{LOG}:entry.json"))
    (main,) = (one for one in said["updates"] if one["ref"] == "refs/heads/main")
    return {"updates": [main | change]}


def test_a_log_that_was_cut_is_noticed_and_the_next_entry_says_so(pushed: Repository) -> None:
    end = pushed.git("rev-parse", LOG)
    pushed.git("update-ref", LOG, f"{LOG}~1")

    code, lines = log(pushed)
    recorded = pushed.confledger("audit", "record")

    assert (code, lines[0]) == (1, "2 entries, broken")
    assert lines[3] == (
        f"  BROKEN at {end[:12]}: the log ended here when it was last seen, "
        "and no longer comes from it"
    )
    assert recorded.returncode == 1
    assert recorded.stdout.splitlines()[-1] == f"  the log was cut: it had {end} at its end"
    code, lines = log(pushed)
    assert (code, lines[0], lines[3]) == (0, "3 entries, whole", "  cut and gone on: 1")


def test_a_log_that_is_gone_is_noticed(pushed: Repository) -> None:
    end = pushed.git("rev-parse", LOG)
    pushed.git("update-ref", "-d", LOG)

    assert log(pushed) == (
        1,
        [
            "0 entries, broken",
            "  references: none",
            "  signatures: none",
            f"  BROKEN at {end[:12]}: the log ended here when it was last seen, and is gone",
        ],
    )
    assert pushed.confledger("audit", "record").returncode == 1
    assert log(pushed)[0] == 0


@pytest.mark.parametrize(
    ("number", "change", "why"),
    [
        pytest.param(2, {"number": 5}, "it says it is entry 5, and it is entry 2", id="number"),
        pytest.param(
            2, {"time": "2001-01-01T00:00:00Z"}, "it is of TIME, and the entry before it of TIME"
        ),
        pytest.param(3, {"time": 3}, "it has no entry.json that can be read", id="no entry"),
        pytest.param(
            2,
            {"updates": []},
            "refs/heads/main was at {two} in the entry before, and this one says {one}",
            id="a push left out",
        ),
    ],
)
def test_the_first_break_is_named(
    pushed: Repository, number: int, change: dict[str, object], why: str
) -> None:
    two, one = pushed.git("rev-parse", "main~1", "main@{2}").split()
    _rewrite(pushed, change, number)

    faults = read(discover(str(pushed.root))).faults

    place = 2 if "updates" in change else number - 1
    bad = pushed.git("rev-list", "--reverse", LOG).split()[place]
    said = re.sub(r"\d{4}-\S*Z", "TIME", faults[0][1])
    assert (faults[0][0], said) == (bad, why.format(one=one[:12], two=two[:12]))


def test_a_forced_push_that_is_called_another_thing_is_a_break(pushed: Repository) -> None:
    _rewrite(pushed, _update(pushed, how="fast-forward"), 3)

    assert [why for _, why in read(discover(str(pushed.root))).faults] == [
        "refs/heads/main was forced, and this one says it was not"
    ]


def test_nothing_is_added_to_a_broken_log(pushed: Repository) -> None:
    _rewrite(pushed, {"number": 5}, 2)
    pushed.commit("Four")

    done = pushed.confledger("audit", "record")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the reference log is broken at ")


def test_other_clones_show_a_log_that_was_rewritten(pushed: Repository, tmp_path: Path) -> None:
    pushed.git("clone", "--quiet", ".", str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    fetch = ("fetch", "--quiet", "origin", "+refs/confledger/*:refs/remotes/origin/confledger/*")
    clone.git(*fetch)
    theirs = "refs/remotes/origin/confledger/log"

    missing = clone.confledger("audit", "record")
    assert missing.returncode == 2
    assert missing.stderr.splitlines()[-1] == f"  help: git update-ref {LOG} {theirs}"
    assert log(clone, theirs)[0] == 0
    clone.git("update-ref", LOG, theirs)
    assert log(clone)[0] == 0
    pushed.git("update-ref", LOG, f"{LOG}~1")
    pushed.commit("Four")
    pushed.confledger("audit", "record")
    clone.git(*fetch)
    code, lines = log(clone)
    assert code == 1
    assert lines[3].endswith(f": {theirs} has other entries behind the same beginning")
    assert clone.confledger("audit", "record").returncode == 2


def test_a_server_without_a_work_tree_records_what_is_pushed(
    pushed: Repository, tmp_path: Path
) -> None:
    server = Repository.create(tmp_path / "server.git", "--bare")
    hook = server.root / "hooks" / "post-receive"
    hook.write_text(f'#!/bin/sh\n"{sys.executable}" -m confledger audit record >&2\n')
    hook.chmod(0o755)

    pushed.git("push", "--quiet", str(server.root), "main")
    pushed.git("commit", "--quiet", "--amend", "--message=Another")
    pushed.git("push", "--quiet", "--force", str(server.root), "main")

    code, lines = log(server)
    assert (code, lines[1]) == (0, "  references: 1 created, 1 forced")


def test_a_shallow_clone_says_what_is_unknown(pushed: Repository, tmp_path: Path) -> None:
    for name in ("Four", "Five", "Six"):
        pushed.commit(name)
        pushed.confledger("audit", "record", "main")
    source = f"file://{pushed.root}"
    pushed.git("clone", "--quiet", "--depth=1", source, str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.git("fetch", "--quiet", "--depth=2", "origin", f"{LOG}:{LOG}")
    clone.git("update-ref", "refs/heads/main", "HEAD")

    code, lines = log(clone)

    assert (code, lines[:4]) == (
        0,
        [
            "2 entries, whole",
            "  references: 2 fast-forward",
            "  signatures: 2 unsigned",
            "  this clone is shallow: what came before the first entry here is unknown",
        ],
    )


def test_two_at_once_make_one_chain(pushed: Repository) -> None:
    command = [sys.executable, "-m", "confledger", "audit", "record"]
    for number in range(4):
        pushed.git("branch", f"b{number}")
    several = [
        subprocess.Popen([*command, f"b{number}"], cwd=pushed.root, stdout=subprocess.PIPE)
        for number in range(4)
    ]
    for one in several:
        one.communicate()

    assert [one.returncode for one in several] == [0] * 4
    code, lines = log(pushed)
    assert (code, lines[0], lines[1]) == (
        *(0, "7 entries, whole"),
        "  references: 7 created, 1 fast-forward, 2 forced",
    )


def test_json_has_everything(pushed: Repository, project: Path) -> None:
    done = pushed.confledger("audit", "log", "--format", "json")

    said = json.loads(done.stdout)
    schema = json.loads((project / "schemas/reference-log.schema.json").read_text("utf-8"))
    jsonschema.validate(said, schema)
    assert [[one["how"] for one in entry["updates"]] for entry in said["entries"]] == [
        ["created"],
        ["fast-forward", "created"],
        ["forced", "created", "forced"],
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["record", "none"], "there is no branch or tag 'none' here", id="no such branch"
        ),
        pytest.param(["record", "--all", "main"], "all references, or some", id="all and some"),
        pytest.param(["log"], f"there is no reference log here ({LOG})", id="no log"),
        pytest.param(["log", "refs/x"], "there is no reference 'refs/x' here", id="no other log"),
    ],
)
def test_what_cannot_be_done_is_said(
    repository: Repository, arguments: list[str], message: str
) -> None:
    repository.commit("One")

    done = repository.confledger("audit", *arguments)

    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"error: {message}")
