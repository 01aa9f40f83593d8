"""`confledger audit signatures`: the population first, then what stands out; unknown is not bad."""

import json
import shutil
import sqlite3
from pathlib import Path

import jsonschema
import pytest

from signing import EARLY, LATE, Keys, commit, of_git, of_ours, store, with_header
from support import Repository

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="needs ssh-keygen, of the OpenSSH client"
)
# A signature of GPG whose key nobody has.
PGP = (
    b"-----BEGIN PGP SIGNATURE-----\n\n"
    b"wsBcBAABCAAQBQJkAAAACRBK7hj4Ov3rIwAAGAgIAAAA\n-----END PGP SIGNATURE-----\n"
)


def _behind(raw: bytes, parent: str) -> bytes:
    return raw.replace(b"\nauthor", f"\nparent {parent}\nauthor".encode(), 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four commits: one of a key that is allowed, of a stranger, of nobody, and a changed one."""
    folder = tmp_path_factory.mktemp("made")
    keys = Keys(folder)
    repository = Repository.create(folder / "a repository")
    repository.git("hash-object", "-t", "tree", "-w", "/dev/null")
    parent = ""
    for key, message, when in (
        ("ada", "Good", EARLY),
        ("eve", "Stranger", EARLY + 60),
        ("", "Unsigned", EARLY + 120),
        ("ada", "Changed", LATE),
    ):
        raw = commit(when, message=message)
        raw = _behind(raw, parent) if parent else raw
        whole = with_header(raw, keys.sign(raw, key)) if key else raw
        parent = store(repository, whole.replace(b"Changed", b"Chained"))
    repository.git("update-ref", "refs/heads/main", parent)
    repository.git("reset", "--quiet", "--hard")
    (folder / "allowed").write_text(f"ada@example.org {keys.public('ada')}\nnonsense\n")
    return folder


@pytest.fixture
def signed(made: Path, tmp_path: Path) -> Repository:
    """The repository with these commits, beside a file of allowed signers that git is set to."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    repository = Repository(tmp_path / "a repository")
    repository.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "allowed"))
    return repository


def test_the_population_comes_first(signed: Repository) -> None:
    stranger = signed.git("log", "--format=%GK", "--max-count=1", "HEAD~2")

    done = signed.confledger("audit", "signatures", "--unsigned")

    ids = {name: signed.git("rev-parse", f"HEAD~{n}")[:12] for n, name in enumerate("bu")}
    allowed = signed.git("config", "gpg.ssh.allowedSignersFile")
    assert done.stdout == (
        "4 commits of HEAD\n"
        "  good       1\n"
        "  unsigned   1\n"
        "  unknown    0\n"
        "  untrusted  1\n"
        "  bad        1\n"
        f"allowed signers: gpg.ssh.allowedSignersFile: {allowed}\n"
        "signed by:\n"
        "  1  ada@example.org (Ada)\n"
        "not vouched for:\n"
        f"  1  {stranger}: its key is not among the allowed signers (Ada)\n"
        f"bad        {ids['b']}  2025-06-01  Ada  Chained (the signature is of something else)\n"
        f"unsigned   {ids['u']}  2024-01-01  Ada  Unsigned\n"
    )
    assert done.stderr == "note: allowed signers: cannot be read: line 2\n"
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["HEAD~1"], 0, id="unsigned and untrusted are not bad"),
        pytest.param(["HEAD~1", "--require-signed"], 1, id="unless all have to be signed"),
        pytest.param(["HEAD~3..HEAD~2", "--require-signed"], 0, id="which these are"),
        pytest.param(["--all"], 1, id="bad on a branch"),
        pytest.param(["--tags"], 0, id="no tags"),
        pytest.param(["--allowed-signers", "none:such"], 2, id="no such file"),
        pytest.param(["main..--output=/x"], 2, id="hidden in a range"),
    ],
)
def test_only_a_bad_signature_fails(signed: Repository, arguments: list[str], code: int) -> None:
    assert signed.confledger("audit", "signatures", *arguments).returncode == code


def test_without_allowed_signers_nothing_is_known_and_nothing_bad(signed: Repository) -> None:
    signed.git("config", "--unset", "gpg.ssh.allowedSignersFile")

    done = signed.confledger("audit", "signatures")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "4 commits of HEAD\n"
        "  good       0\n"
        "  unsigned   1\n"
        "  unknown    3\n"
        "  bad        0\n"
        "allowed signers: nobody: gpg.ssh.allowedSignersFile is not set, and no --allowed-signers "
        "given\n"
        "unknown:\n"
        "  3  git is not told whom to believe: gpg.ssh.allowedSignersFile is not set (Ada)\n"
    )


def test_a_file_of_the_repository_is_believed_only_when_named(
    signed: Repository, tmp_path: Path, project: Path
) -> None:
    signed.git("config", "--unset", "gpg.ssh.allowedSignersFile")
    signed.write(".github/allowed_signers", (tmp_path / "allowed").read_bytes())
    signed.commit("Vouch for Ada")
    named = ("--allowed-signers", "main:.github/allowed_signers", "--format", "json")

    done = signed.confledger("audit", "signatures", *named)

    said = json.loads(done.stdout)
    schema = json.loads((project / "schemas/audit-signatures.schema.json").read_text("utf-8"))
    jsonschema.validate(said, schema)
    assert said["allowed_signers"] == {
        "origin": "main:.github/allowed_signers",
        "unread_lines": [2],
    }
    assert [one["verdict"] for one in said["commits"]] == [
        *("unsigned", "bad", "unsigned", "untrusted", "good")
    ]


def test_gpg_is_asked_through_git_and_a_missing_key_is_unknown(
    signed: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(tmp_path / "gnupg"))
    (tmp_path / "gnupg").mkdir(mode=0o700)
    oid = store(signed, with_header(commit(), PGP))
    none = tmp_path / "bin"
    none.mkdir()
    git = shutil.which("git")
    assert git is not None
    (none / "git").symlink_to(git)

    without = signed.confledger(
        *("audit", "signatures", "--format", "json", oid), env={"PATH": str(none)}
    )

    found = json.loads(without.stdout)["commits"][0]
    assert (found["verdict"], found["kind"], found["reason"]) == (
        *("unknown", "gpg"),
        "gpg is not on PATH",
    )
    if shutil.which("gpg"):
        assert of_ours(signed, [oid]) == of_git(signed, [oid], None)


def test_a_hostile_subject_is_harmless_on_a_terminal(signed: Repository) -> None:
    raw = commit(message="\x1b[2J\x01\x1b[31m")
    keys = with_header(raw, b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n")
    oid = store(signed, keys)

    done = signed.confledger("audit", "signatures", oid)

    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == (
        f"bad        {oid[:12]}  2025-06-01  Ada  \\x1b[2J\\x01\\x1b[31m (the signature is damaged)"
    )


def test_verdicts_are_remembered_as_long_as_the_same_signers_are_believed(
    signed: Repository, tmp_path: Path
) -> None:
    first = signed.confledger("audit", "signatures")
    table = signed.root / ".git/confledger/signatures.sqlite"

    def rows() -> int:
        with sqlite3.connect(table) as database:
            return int(database.execute("SELECT count(*) FROM verdicts").fetchone()[0])

    assert rows() == 4
    assert signed.confledger("audit", "signatures").stdout == first.stdout
    assert rows() == 4
    (tmp_path / "allowed").write_text("")
    assert "  untrusted  2\n" in signed.confledger("audit", "signatures").stdout
    assert rows() == 8
    for damage in (b"", b"SQLite format 3\0 and not", b"nonsense" * 1000):
        table.write_bytes(damage)
        assert "  untrusted  2\n" in signed.confledger("audit", "signatures").stdout
    # The last run threw the damaged table away; this one makes a new one.
    assert "  untrusted  2\n" in signed.confledger("audit", "signatures").stdout
    assert rows() == 4


def test_a_replaced_commit_is_judged_anew(signed: Repository) -> None:
    assert signed.confledger("audit", "signatures", "HEAD~3").returncode == 0
    raw = signed.git("cat-file", "commit", "HEAD~3").replace("Good", "Evil")
    other = store(signed, f"{raw}\n".encode())
    signed.git("replace", "HEAD~3", other)

    done = signed.confledger("audit", "signatures", "HEAD~3")

    assert (done.returncode, done.stdout.splitlines()[-1][-40:]) == (
        *(1, "Evil (the signature is of something else)"[-40:]),
    )


def test_a_missing_commit_of_a_damaged_repository_is_unknown(signed: Repository) -> None:
    oids = signed.git("rev-list", "HEAD").split()
    file = signed.root / ".git/objects" / oids[1][:2] / oids[1][2:]
    file.chmod(0o600)
    file.write_bytes(b"nonsense")

    found = of_ours(signed, oids)

    assert [one[0] for one in found] == ["B", "N", "U", "G"]
