"""A commit that changes a risky key says in its message what the settings demand."""

import os
from collections.abc import Callable

import pytest

from confledger.cli.git_hooks import OTHERS
from confledger.cli.hook_script import with_block
from support import Repository

SCHEMA = """{"$defs": {"replicas": {"type": "integer", "x-risk": "critical"}},
 "properties": {"replicas": {"$ref": "#/$defs/replicas"}, "name": {"type": "string"},
  "host": {"type": "string", "x-risk": "connectivity"}, "cost": {"x-risk": "cost"},
  "roles": {"type": "object", "x-risk": "critical"}, "color": {"x-risk": "taste"}}}
"""
SETTINGS = """schemas: [{paths: [envs/*, values.json], schema: app.json}]
ignore: [{paths: [envs/old.yaml], reason: not used any more}]
messages: {critical: [Reason, Reviewed-by], connectivity: [Reason],
  cost: [Ticket | Issue]}
"""
PROD = "replicas: 2\nhost: a.example\nname: shop\ncolor: red\nroles:\n  ops: [ada, bob]\n"
REASON = "    end the message with: Reason: what made this change necessary\n"
REVIEWED = "    end the message with: Reviewed-by: Name <name@example.org>\n"
KEPT = 'the message is kept: git commit --edit --file="$(git rev-parse --git-dir)/COMMIT_EDITMSG"\n'
TRAILERS = "Scale up\n\nReason: more visitors\nReviewed-by: Bob <bob@example.org>\n"


@pytest.fixture
def demanding(repository: Repository) -> Repository:
    """A repository whose settings demand trailers, with the hook, and one commit."""
    repository.write("app.json", SCHEMA)
    repository.write("confledger.yaml", SETTINGS)
    repository.write("envs/prod.yaml", PROD)
    repository.commit("First")
    hook = with_block(None, OTHERS["commit-msg"]) or ""
    repository.write(".git/hooks/commit-msg", hook).chmod(0o755)
    return repository


def write(path: str, content: str) -> Callable[[Repository], object]:
    return lambda repository: repository.write(path, content)


def remove(path: str) -> Callable[[Repository], object]:
    return lambda repository: (repository.root / path).unlink()


def rename(repository: Repository) -> None:
    (repository.root / "envs/prod.yaml").rename(repository.root / "envs/live.yaml")


def unmark(repository: Repository) -> None:
    """Change the key together with the schema that marks it."""
    repository.write("app.json", SCHEMA.replace("critical", "none"))
    repository.write("envs/prod.yaml", PROD.replace("2", "3"))


@pytest.mark.parametrize(
    ("change", "message", "said"),
    [
        pytest.param(write("envs/prod.yaml", PROD.replace("shop", "x")), "x", "", id="no risk"),
        pytest.param(write("envs/prod.yaml", PROD + "# why\n"), "x", "", id="a comment"),
        pytest.param(
            write("envs/prod.yaml", PROD.replace("red", "blue")), "x", "",
            id="a risk without demands",
        ),
        pytest.param(
            write("envs/prod.yaml", PROD.replace("a.ex", "b.ex")), "x",
            "the trailer `Reason` is missing; connectivity: host in envs/prod.yaml\n"
            + REASON + KEPT,
            id="one demand",
        ),
        pytest.param(
            write("envs/prod.yaml", PROD.replace("2", "3").replace("a.ex", "b.ex")), "x",
            "the trailer `Reason` is missing; critical: replicas in envs/prod.yaml; "
            "connectivity: host in envs/prod.yaml\n" + REASON
            + "the trailer `Reviewed-by` is missing; critical: replicas in envs/prod.yaml\n"
            + REVIEWED + KEPT,
            id="several",
        ),
        pytest.param(
            write("envs/prod.yaml", PROD.replace("ada, ", "")), "x\n\nreason: leaves",
            "the trailer `Reviewed-by` is missing; critical: roles.ops in envs/prod.yaml\n"
            + REVIEWED + KEPT,
            id="inside of what is marked, half of it said, in small letters",
        ),
        pytest.param(write("envs/prod.yaml", PROD.replace("2", "3")), TRAILERS, "", id="all of it"),
        pytest.param(
            write("envs/prod.yaml", PROD.replace("a.ex", "b.ex")), "x\n\nReason:\n",
            "the trailer `Reason` is empty; connectivity: host in envs/prod.yaml\n" + REASON + KEPT,
            id="empty",
        ),
        pytest.param(
            write("envs/prod.yaml", PROD.replace("a.ex", "b.ex")), "x\n\nReasons: y\n",
            "the trailer `Reason` is missing (there is `Reasons`); connectivity: host in "
            "envs/prod.yaml\n" + REASON + KEPT,
            id="misspelt",
        ),
        pytest.param(
            write("envs/prod.yaml", PROD.replace("a.ex", "b.ex")),
            "x\n\nReason: y\n\nThat is all.\n",
            "the trailer `Reason` is missing in the last paragraph, where trailers stand; "
            "connectivity: host in envs/prod.yaml\n" + REASON + KEPT,
            id="in the middle",
        ),
        pytest.param(
            write("envs/prod.yaml", PROD.replace("a.ex", "b.ex")),
            "x\n\nReason: a long\n one\nSigned-off-by: me\n", "", id="folded, among others",
        ),
        pytest.param(
            write("envs/prod.yaml", PROD.replace("a.ex", "b.ex")), "x\n---\ny\n\nReason: z\n", "",
            id="after a line of dashes",
        ),
        pytest.param(
            write("envs/prod.yaml", PROD + "cost: 1\n"), "x",
            "the trailer `Ticket` or `Issue` is missing; cost: cost in envs/prod.yaml\n"
            "    end the message with: Ticket: SHOP-123\n" + KEPT,
            id="one of two",
        ),
        pytest.param(
            write("envs/prod.yaml", PROD + "cost: 1\n"), "x\n\nissue: SHOP-1\n", "",
            id="the second of two",
        ),
        *[
            pytest.param(
                write("envs/prod.yaml", PROD.replace("2", "3")),
                f"x\n\nReason: y\nReviewed-by: {author}\n",
                "the trailer `Reviewed-by` names the author, and a reviewer is somebody else; "
                "critical: replicas in envs/prod.yaml\n" + REVIEWED + KEPT,
                id=f"reviewed by the author: {author}",
            )
            for author in ("A. T. <ADA@example.org>", "Ada Tester", "ada@example.org")
        ],
        pytest.param(
            write("envs/prod.yaml", PROD.replace("2", "3")),
            "x\n\nReason: y\nReviewed-by: Ada Tester <ada@example.org>\nReviewed-by: Bob <b@x>\n",
            "",
            id="reviewed by the author and another",
        ),
        *[
            pytest.param(write("envs/prod.yaml", "replicas: 9\n"), f"{word}! x\n", "", id=word)
            for word in ("fixup", "squash", "amend")
        ],
        pytest.param(
            remove("envs/prod.yaml"), "x\n\nReason: gone\n",
            "the trailer `Reviewed-by` is missing; critical: replicas, roles.ops in "
            "envs/prod.yaml\n" + REVIEWED + KEPT,
            id="a file that goes",
        ),
        pytest.param(
            write("envs/dev.yaml", "replicas: 1\n"), "x\n\nReason: new\n",
            "the trailer `Reviewed-by` is missing; critical: replicas in envs/dev.yaml\n"
            + REVIEWED + KEPT,
            id="a file that comes",
        ),
        pytest.param(rename, "x", "", id="a file that only moves"),
        pytest.param(
            unmark, "x\n\nReason: y\n",
            "the trailer `Reviewed-by` is missing; critical: replicas in envs/prod.yaml\n"
            + REVIEWED + KEPT,
            id="unmarked in the same commit",
        ),
        pytest.param(write("envs/old.yaml", "replicas: 1\n"), "x", "", id="what is ignored"),
        pytest.param(write("envs/prod.yaml", "replicas: [\n"), "x", "", id="what cannot be read"),
        pytest.param(write("other.yaml", "replicas: 1\n"), "x", "", id="what has no schema"),
        pytest.param(
            write("other.yaml", "# yaml-language-server: $schema=app.json\nhost: b\n"), "x",
            "the trailer `Reason` is missing; connectivity: host in other.yaml\n" + REASON + KEPT,
            id="what names its schema itself",
        ),
        pytest.param(
            write("values.json", '{"host": "b", "replicas": 1}'), "x\n\nReason: y",
            "the trailer `Reviewed-by` is missing; critical: replicas in values.json\n"
            + REVIEWED + KEPT,
            id="JSON",
        ),
        pytest.param(
            write("envs/prod.yaml", PROD.replace("2", "ENC[AES256_GCM,data:Zg==,type:int]")
                  + "sops:\n  mac: x\n"), "x\n\nReason: y",
            "the trailer `Reviewed-by` is missing; critical: replicas in envs/prod.yaml\n"
            + REVIEWED + KEPT,
            id="what is encrypted",
        ),
    ],
)  # fmt: skip
def test_a_message_says_what_the_risks_of_the_commit_demand(
    demanding: Repository, change: Callable[[Repository], object], message: str, said: str
) -> None:
    change(demanding)
    demanding.git("add", "--all")

    done = demanding.try_git("commit", "--quiet", "--file=-", input=message)

    # What a hook prints, git puts on standard error.
    assert (done.stdout, done.stderr, done.returncode) == ("", said, 1 if said else 0)


def test_many_keys_in_many_files_are_a_line(demanding: Repository) -> None:
    roles = "".join(f"  role{number}: [ada]\n" for number in range(9))
    for name in ("dev", "stage", "test"):
        demanding.write(f"envs/{name}.yaml", f"roles:\n{roles}")
    demanding.git("add", ".")

    done = demanding.try_git("commit", "--message=x\n\nReason: y")

    named = "roles.role0, roles.role1 and 7 more in envs/"
    assert done.stderr == (
        f"the trailer `Reviewed-by` is missing; critical: {named}dev.yaml, {named}stage.yaml, "
        f"and 1 more file\n{REVIEWED}{KEPT}"
    )


def test_the_message_that_was_kept_can_be_mended(demanding: Repository) -> None:
    demanding.write("envs/prod.yaml", PROD.replace("a.ex", "b.ex"))
    first = demanding.try_git("commit", "--all", "--message=Long thought about")
    editor = {"GIT_EDITOR": 'f() { printf "\\nReason: y\\n" >> "$1"; }; f'}

    again = demanding.try_git("commit", "--all", "--edit", "--file=.git/COMMIT_EDITMSG", env=editor)

    assert (first.returncode, first.stderr.endswith(KEPT)) == (1, True)
    assert again.returncode == 0, again.stderr
    assert demanding.git("log", "-1", "--format=%B") == "Long thought about\n\nReason: y\n"


@pytest.mark.parametrize(
    ("options", "typed", "code"),
    [
        pytest.param((), "x\n\nReason: y\n# Please enter\n", 0, id="comments"),
        pytest.param((), "x\n\n# Reason: y\n", 1, id="in a comment"),
        pytest.param(
            ("--verbose",), "x\n\nReason: y\n# ---------------------- >8 ----------------------\n",
            0, id="a comment that only looks like scissors",
        ),
        pytest.param(
            ("--cleanup=scissors",),
            "x\n\nReason: y\n# ------------------------ >8 ------------------------\nd: e\n",
            0, id="scissors",
        ),
        pytest.param((), "x\n\nReason: y\n; comment\n", 1, id="what is no comment"),
        pytest.param((), "# nothing at all\n", 1, id="given up: git says so, and only git"),
    ],
)  # fmt: skip
def test_what_is_no_part_of_the_message_does_not_count(
    demanding: Repository, options: tuple[str, ...], typed: str, code: int
) -> None:
    demanding.write("envs/prod.yaml", PROD.replace("a.ex", "b.ex"))
    demanding.write(".git/typed", typed)

    done = demanding.try_git("commit", "--all", *options, env={"GIT_EDITOR": "cp .git/typed"})

    assert done.returncode == code, done.stderr
    assert ("trailer" in done.stderr) == (code == 1 and "Reason" in typed)


def test_comments_may_begin_with_another_character(demanding: Repository) -> None:
    demanding.git("config", "core.commentChar", ";")
    demanding.write("envs/prod.yaml", PROD.replace("a.ex", "b.ex"))
    demanding.write(".git/typed", "x\n\nReason: y\n; comment\n")

    done = demanding.try_git("commit", "--all", env={"GIT_EDITOR": "cp .git/typed"})

    assert (done.returncode, done.stderr) == (0, "")


def test_a_merge_has_to_say_only_what_it_changes_itself(demanding: Repository) -> None:
    demanding.git("switch", "--quiet", "--create", "other")
    demanding.write("envs/prod.yaml", PROD.replace("2", "3"))
    demanding.git("commit", "--quiet", "--all", f"--message={TRAILERS}")
    demanding.git("switch", "--quiet", "main")
    demanding.write("notes", "")
    demanding.git("add", ".")
    demanding.git("commit", "--quiet", "--message=Notes")

    plain = demanding.try_git("merge", "--quiet", "--message=Merge", "other")
    demanding.git("reset", "--quiet", "--hard", "HEAD^")
    demanding.git("merge", "--quiet", "--no-commit", "other")
    demanding.write("envs/prod.yaml", PROD.replace("2", "3").replace("a.ex", "b.ex"))
    own = demanding.try_git("commit", "--all", "--message=Merge")

    assert (plain.returncode, plain.stderr) == (0, "")
    assert (own.returncode, own.stderr) == (
        1,
        "the trailer `Reason` is missing; connectivity: host in envs/prod.yaml\n"
        + REASON
        + "the merge is kept, and so is its message: git commit --edit\n",
    )
    squashed = demanding.try_git("reset", "--quiet", "--hard")
    squashed = demanding.try_git("merge", "--squash", "other")
    squashed = demanding.try_git("commit", "--message=All of it at once")
    assert squashed.returncode == 1


def test_an_amended_commit_is_held_against_what_it_adds(demanding: Repository) -> None:
    demanding.write("envs/prod.yaml", PROD.replace("a.ex", "b.ex"))
    demanding.git("commit", "--quiet", "--all", "--message=x\n\nReason: y")

    reworded = demanding.try_git("commit", "--amend", "--message=no reason any more")
    demanding.write("envs/prod.yaml", PROD.replace("a.ex", "c.ex"))
    extended = demanding.try_git("commit", "--all", "--amend", "--message=x")

    assert (reworded.returncode, extended.returncode) == (0, 1)


def test_nothing_is_demanded_without_settings_or_of_the_first_commit(
    repository: Repository,
) -> None:
    repository.write("message", "x\n")
    repository.write("app.json", SCHEMA)
    repository.write("confledger.yaml", SETTINGS)
    repository.write("envs/prod.yaml", PROD)
    repository.git("add", ".")
    first = repository.confledger("hook", "message", "message")
    repository.write("confledger.yaml", SETTINGS.partition("messages")[0])
    repository.commit()
    repository.write("envs/prod.yaml", "replicas: 3\n")
    repository.git("add", ".")

    unset = repository.confledger("hook", "message", "message")

    for done in (first, unset):
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            ("message", "lost"),
            "error: the message 'lost' could not be read: no such file or directory\n"
            "  help: git gives its hook the name of the file: confledger hook message FILE\n",
            id="no such file",
        ),
        pytest.param(
            ("message",),
            "error: `message` takes one file, the one with the message\n"
            "  help: git gives it to its commit-msg hook: confledger hook message FILE\n",
            id="no file",
        ),
        pytest.param(
            ("mesage", "x"),
            "error: there is no action 'mesage'\n"
            "  help: did you mean 'message'? there are message, notice and prepare\n",
            id="misspelt",
        ),
    ],
)
def test_what_cannot_be_judged_is_an_error(
    demanding: Repository, arguments: tuple[str, ...], said: str
) -> None:
    demanding.write("envs/prod.yaml", PROD.replace("2", "3"))
    demanding.git("add", ".")

    done = demanding.confledger("hook", *arguments)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_values_are_never_in_what_is_said(demanding: Repository) -> None:
    demanding.write("envs/prod.yaml", PROD.replace("a.example", "s3cret"))
    demanding.git("add", ".")

    done = demanding.try_git("commit", "--message=x")

    assert (done.returncode, "s3cret" in done.stdout + done.stderr) == (1, False)


def test_it_looks_at_what_is_committed_and_not_at_what_lies_about(demanding: Repository) -> None:
    demanding.write("envs/prod.yaml", PROD.replace("a.ex", "b.ex"))
    demanding.git("add", ".")
    demanding.write("envs/prod.yaml", PROD)
    staged = demanding.try_git("commit", "--message=x")
    demanding.git("reset", "--quiet")
    demanding.write("notes", "")
    demanding.git("add", "notes")
    demanding.write("envs/prod.yaml", PROD.replace("a.ex", "b.ex"))

    one = demanding.try_git("commit", "--message=x", "notes")
    all_of_it = demanding.try_git("commit", "--all", "--message=x")

    assert (staged.returncode, one.returncode, all_of_it.returncode) == (1, 0, 1)
    assert os.path.exists(demanding.root / ".git" / "COMMIT_EDITMSG")
