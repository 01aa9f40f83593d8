"""Before the editor opens, a message is proposed from the values that the commit changes."""

import os
import time

import pytest

from confledger.cli.git_hooks import OTHERS
from confledger.cli.hook_script import with_block
from support import Repository

SETTINGS = """environments:
- {name: prod, paths: [envs/prod.yaml]}
- {name: dev, paths: [envs/dev.yaml]}
"""
PROD = """db:
  pool: 20
  password: hunter2hunter2
images:
- {name: web, tag: "1.4"}
- {name: job, tag: "2.0"}
"""
# Shows what a person would see, and gives the commit up.
SHOW = 'cp "$1" "$SEEN"; exit 1'
ASIDE = "# proposed by confledger; to take a line, remove what is before it:\n"


@pytest.fixture
def proposing(repository: Repository) -> Repository:
    """A repository with two environments, the hook, and one commit."""
    repository.write("confledger.yaml", SETTINGS)
    repository.write("envs/prod.yaml", PROD)
    repository.write("envs/dev.yaml", PROD)
    repository.write("shared/base.yaml", "x: 1\n")
    repository.commit("First")
    hook = with_block(None, OTHERS["prepare-commit-msg"]) or ""
    repository.write(".git/hooks/prepare-commit-msg", hook).chmod(0o755)
    return repository


def seen(repository: Repository, *arguments: str) -> str:
    """Stage everything, commit, and return what the editor is given, up to git's own words."""
    repository.git("add", "--all")
    editor = repository.write(".git/editor", f"#!/bin/sh\n{SHOW}\n")
    editor.chmod(0o755)
    file = repository.root / ".git" / "seen"
    file.unlink(missing_ok=True)
    done = repository.try_git(
        *arguments, "commit", env={"GIT_EDITOR": "sh .git/editor", "SEEN": str(file)}
    )
    assert "Traceback" not in done.stderr
    # The last words of git begin after an empty line or a comment that has none.
    return file.read_text("utf-8").partition("# Please enter")[0]


@pytest.mark.parametrize(
    ("files", "subject", "trailers"),
    [
        pytest.param(
            {"envs/prod.yaml": PROD.replace("20", "50")},
            "config(prod): db.pool 20 -> 50",
            ["envs/prod.yaml db.pool 20 -> 50"],
            id="one value",
        ),
        pytest.param(
            {"envs/prod.yaml": PROD.replace("hunter2h", "hunter3h")},
            "config(prod): db.password changed",
            ["envs/prod.yaml db.password changed"],
            id="a secret",
        ),
        pytest.param(
            {"envs/prod.yaml": PROD.replace("20", "'50'").replace("1.4", "1.5")},
            'config(prod): db.pool 20 -> "50", images[name=web].tag "1.4" -> "1.5"',
            ['envs/prod.yaml db.pool 20 -> "50"',
             'envs/prod.yaml images[name=web].tag "1.4" -> "1.5"'],
            id="several",
        ),
        pytest.param(
            {"envs/prod.yaml": PROD.replace("20", "2" * 30)},
            f"config(prod): db.pool 20 -> {'2' * 30}",
            [f"envs/prod.yaml db.pool 20 -> {'2' * 30}"],
            id="long, and still a subject",
        ),
        pytest.param(
            {"envs/prod.yaml": PROD + "note: " + "x" * 300 + "\n"},
            "config(prod): note added",
            ["envs/prod.yaml note added"],
            id="too long to say",
        ),
        pytest.param(
            {"envs/prod.yaml": PROD + "very" * 20 + ": 1\n"},
            "config(prod): 1 value",
            [f"envs/prod.yaml {'very' * 20} 1 (added)"],
            id="a key too long to say",
        ),
        pytest.param(
            {"envs/prod.yaml": PROD.replace("20", "1"), "envs/dev.yaml": "db: {}\n", "a.yaml": "1"},
            "config(dev,prod): 4 values in 3 files",
            ["a.yaml added", "envs/dev.yaml db.pool removed", "envs/dev.yaml db.password removed",
             "envs/dev.yaml images removed", "envs/prod.yaml db.pool 20 -> 1"],
            id="several files",
        ),
        pytest.param(
            {"shared/base.yaml": "x: 2\n"}, "config(base.yaml): x 1 -> 2",
            ["shared/base.yaml x 1 -> 2"], id="a file of no environment",
        ),
        pytest.param(
            {"a/b.yaml": "x: 1\n"}, "config: add a/b.yaml", ["a/b.yaml added"], id="a new file"
        ),
        pytest.param(
            {"a\x1b[1m.yaml": "x: 1\n"}, "config: add a\\x1b[1m.yaml", ["a\\x1b[1m.yaml added"],
            id="a name with an escape",
        ),
        pytest.param(
            {"envs/prod.yaml": PROD.replace("20", '"a\\e[1m# b"')},
            'config(prod): db.pool 20 -> "a\\x1b[1m# b"',
            ['envs/prod.yaml db.pool 20 -> "a\\x1b[1m# b"'],
            id="a value with an escape",
        ),
        pytest.param(
            {"envs/prod.yaml": PROD.replace("20", '"a\\nReason: b"')},
            "config(prod): db.pool changed",
            ["envs/prod.yaml db.pool changed"],
            id="a value of several lines",
        ),
    ],
)  # fmt: skip
def test_a_message_is_proposed_as_comments(
    proposing: Repository, files: dict[str, str], subject: str, trailers: list[str]
) -> None:
    for path, text in files.items():
        proposing.write(path, text)

    text = seen(proposing)

    lines = "".join(f"# Config-Change: {one}\n" for one in trailers)
    assert text == f"\n{ASIDE}# {subject}\n#\n{lines}\n"
    assert len(subject) <= 72


def test_no_value_is_proposed_that_ought_to_be_encrypted(proposing: Repository) -> None:
    key = "age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw"
    rule = f"creation_rules: [{{path_regex: keys/, age: {key}}}]\n"
    sealed = "a: {}\nb_unencrypted: {}\nsops: {{mac: x, unencrypted_suffix: _unencrypted}}\n"
    proposing.write(".sops.yaml", rule)
    proposing.write("keys/a.yaml", "host: one\n")
    proposing.write("other.yaml", sealed.format("one", "one"))
    proposing.commit("Second")
    proposing.write("keys/a.yaml", "host: two\n")
    proposing.write("other.yaml", sealed.format("two", "two"))

    text = seen(proposing)

    assert [line for line in text.splitlines() if line.startswith("# Config-Change:")] == [
        "# Config-Change: keys/a.yaml host changed",
        "# Config-Change: other.yaml a changed",
        "# Config-Change: other.yaml b_unencrypted one -> two",
    ]


def test_many_values_are_counted(proposing: Repository) -> None:
    proposing.write("envs/dev.yaml", PROD + "".join(f"k{at}: {at}\n" for at in range(30)))

    text = seen(proposing)

    assert "# config(dev): k0 and 29 more in dev.yaml\n" in text
    assert text.count("Config-Change") == 21
    assert text.endswith("# Config-Change: and 10 more\n\n")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"envs/prod.yaml": PROD + "# why\n"}, id="a comment"),
        pytest.param({"main.py": "1\n"}, id="no configuration"),
        pytest.param({"envs/prod.yaml": "a: [\n"}, id="what nobody can read"),
    ],
)
def test_nothing_is_proposed_where_no_value_changes(
    proposing: Repository, files: dict[str, str]
) -> None:
    for path, text in files.items():
        proposing.write(path, text)

    assert "confledger" not in seen(proposing)


@pytest.mark.parametrize(
    ("option", "mark"),
    [
        pytest.param("core.commentChar=;", ";", id="another character"),
        pytest.param("core.commentChar=auto", "#", id="chosen by git"),
        pytest.param("commit.verbose=true", "#", id="verbose"),
        pytest.param("commit.cleanup=verbatim", "", id="comments stay"),
        pytest.param("commit.cleanup=whitespace", "", id="comments stay, spaces do not"),
        pytest.param("commit.cleanup=scissors", "", id="comments stay above the scissors"),
        pytest.param("commit.cleanup=strip", "#", id="comments go"),
    ],
)
def test_comments_are_what_git_takes_out_again(
    proposing: Repository, option: str, mark: str
) -> None:
    proposing.write("envs/prod.yaml", PROD.replace("20", "50"))

    text = seen(proposing, "-c", option)

    line = f"{mark} Config-Change: envs/prod.yaml db.pool 20 -> 50\n"
    assert (line in text) == bool(mark)
    assert ("Config-Change" in text) == bool(mark)


TEXT = SETTINGS + "messages: {propose: text, critical: [Reason]}\n"
CHANGE = "Config-Change: envs/prod.yaml db.pool 20 -> 50"


@pytest.mark.parametrize(
    ("propose", "arguments", "message"),
    [
        pytest.param("comments", ("--message=x",), "x", id="comments, and a message is there"),
        pytest.param("off", ("--message=x",), "x", id="off"),
        pytest.param("text", ("--message=x",), f"x\n\n{CHANGE}", id="trailers for a message"),
        pytest.param(
            "text", ("--message=x", "--trailer=Reason: y"), f"x\n\nReason: y\n{CHANGE}",
            id="beside a trailer",
        ),
        pytest.param(
            "text", (), f"config(prod): db.pool 20 -> 50\n\n{CHANGE}", id="a whole message"
        ),
        pytest.param("text", ("--amend", "--no-edit"), "First", id="amended"),
        pytest.param("text", ("--reuse-message=HEAD",), "First", id="another's message"),
        pytest.param("text", ("--fixup=HEAD",), "fixup! First", id="fixup"),
        pytest.param("text", ("--squash=HEAD", "--message=y"), "squash! First\n\ny", id="squash"),
    ],
)  # fmt: skip
def test_what_the_person_said_is_kept(
    proposing: Repository, propose: str, arguments: tuple[str, ...], message: str
) -> None:
    proposing.write("envs/prod.yaml", PROD.replace("20", "50"))
    proposing.write("confledger.yaml", TEXT.replace("text", propose))
    proposing.git("add", "--all")
    proposing.write("confledger.yaml", SETTINGS)

    # What the index says counts, and the settings are configuration as well.
    done = proposing.try_git("commit", "--quiet", *arguments, env={"GIT_EDITOR": "true"})

    said = proposing.git("log", "-1", "--format=%B").rstrip("\n")
    assert done.returncode == 0, done.stderr
    own = [line for line in said.split("\n") if "confledger.yaml" not in line]
    assert "\n".join(own).replace("2 values in 2 files", "db.pool 20 -> 50") == message


def test_a_template_is_kept_and_merges_have_their_own_message(proposing: Repository) -> None:
    proposing.write(".git/template", "JIRA-\n\nWhy:\n")
    proposing.write("envs/prod.yaml", PROD.replace("20", "50"))

    text = seen(proposing, "-c", "commit.template=.git/template")

    assert text == (f"JIRA-\n\nWhy:\n\n{ASIDE}# config(prod): db.pool 20 -> 50\n#\n# {CHANGE}\n\n")
    proposing.git("commit", "--quiet", "--message=one")
    proposing.git("switch", "--quiet", "--create", "other", "HEAD~1")
    proposing.write("envs/dev.yaml", PROD.replace("20", "30"))
    proposing.commit("two")
    proposing.git("merge", "--quiet", "--no-edit", "main")
    assert proposing.git("log", "-1", "--format=%B").strip() == "Merge branch 'main' into other"


def test_hook_managers_tell_in_the_environment_where_a_message_is_from(
    proposing: Repository,
) -> None:
    proposing.write("envs/prod.yaml", PROD.replace("20", "50"))
    proposing.git("add", "--all")
    found = []
    for source in ("", "message", "commit"):
        file = proposing.write("message", "\n")
        env = {"PRE_COMMIT_COMMIT_MSG_SOURCE": source}
        done = proposing.confledger("hook", "prepare", "message", env=env)
        found.append((done.returncode, done.stdout, done.stderr, "Config" in file.read_text()))

    assert found == [(0, "", "", True), (0, "", "", False), (0, "", "", False)]


def test_it_never_fails_and_a_git_that_hangs_is_given_up(proposing: Repository) -> None:
    proposing.write("envs/prod.yaml", PROD.replace("20", "50"))
    proposing.git("add", "--all")
    file = proposing.write("message", "\n")
    odd = [("none-such",), (".git",), (), ("message", "odd"), ("message", "", "", "more")]
    for arguments in odd:
        done = proposing.confledger("hook", "prepare", *arguments)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    file.write_text("\n")
    proposing.write("confledger.yaml", "messages: {propose: loud}\n")
    proposing.git("add", "--all")
    done = proposing.confledger("hook", "prepare", "message")
    assert (done.returncode, done.stderr, file.read_text()) == (0, "", "\n")
    slow = proposing.write(".git/bin/git", "#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    started = time.monotonic()
    path = f"{slow.parent}:{os.environ['PATH']}"
    done = proposing.confledger("hook", "prepare", "message", env={"PATH": path})
    assert (done.returncode, file.read_text()) == (0, "\n")
    assert time.monotonic() - started < 30
