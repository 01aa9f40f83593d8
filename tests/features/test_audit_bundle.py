"""A bundle proves itself anywhere; one byte changed is found, and named."""

import json
import shutil
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from audited import SECRET, shop
from confledger import __version__
from confledger.cli import failure, program
from confledger.errors import ConfledgerError
from confledger.ledger.audit import FORMAT
from confledger.ledger.bundle import NotABundle, pack, unpack
from confledger.reports.audit.files import MANIFEST, SEAL, files
from confledger.reports.audit.recomputed import audit
from confledger.reports.audit.verification import damages
from support import Repository

Run = Callable[..., str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Repository, dict[str, str], Path]:
    """A history that no test changes, and a bundle of it."""
    repository, known = shop(tmp_path_factory.mktemp("bundled") / "shop")
    path = repository.root.parent / "all.tar"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(repository.root)
        program.run(["audit", "report", "--bundle", str(path)])
    return repository, known, path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run an action of `audit` where we stand, and return what it answers."""

    def answer(*arguments: str, code: int = 0) -> str:
        capfd.readouterr()
        assert main(["audit", *arguments]) == code
        return capfd.readouterr().out

    return answer


def main(arguments: list[str]) -> int:
    """Run the product in this process: it is much faster than another one."""
    try:
        return program.run(arguments)
    except ConfledgerError as error:
        return failure.report(error)


def sealed(held: dict[str, bytes], **content: object) -> bytes:
    """Return a bundle whose manifest agrees with its files again, as an attacker would make it."""
    manifest = {**json.loads(held[MANIFEST]), **content}
    for name, listed in manifest["files"].items():
        data = held.get(name, b"")
        listed.update(bytes=len(data), sha256=sha256(data).hexdigest())
    held[MANIFEST] = json.dumps(manifest, indent=2).encode() + b"\n"
    held[SEAL] = sha256(held[MANIFEST]).hexdigest().encode() + b"\n"
    return pack(held)


def test_a_bundle_is_the_same_bytes_in_another_clone(
    made: tuple[Repository, dict[str, str], Path],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made[0].git("clone", "-q", "--no-local", str(made[0].root), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    monkeypatch.setenv("TZ", "Pacific/Apia")
    run("report", "--bundle", "../again.tar")

    assert (tmp_path / "again.tar").read_bytes() == made[2].read_bytes()
    assert run("verify", "../again.tar").splitlines()[-1] == "git gives the same bytes"


def test_a_bundle_is_checked_where_there_is_no_repository(
    made: tuple[Repository, dict[str, str], Path],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    found = run("verify", str(made[2])).splitlines()

    assert found[0].startswith("11 commits, 18 rows, the last hash is ")
    assert found[1:] == [
        f"the bundle is whole: SHA-256 {sha256(made[2].read_bytes()).hexdigest()}",
        "commits, facts, rows and reports follow from each other",
        "not compared with git: this is no clone of the repository",
    ]


def test_any_tar_opens_a_bundle_and_no_file_has_a_secret(
    made: tuple[Repository, dict[str, str], Path],
) -> None:
    with tarfile.open(made[2]) as tar:
        names = tar.getnames()

    assert names == [
        *("manifest.json", "manifest.sha", "readme.txt"),
        *(f"reports/report.{one}" for one in ("csv", "html", "json", "md")),
        *("rows.jsonl", "commits.jsonl", "commits.raw", "policy/codeowners.json", "policy/mailmap"),
    ]
    assert SECRET.encode() not in made[2].read_bytes()


def test_the_history_in_a_bundle_gives_the_same_bytes(
    made: tuple[Repository, dict[str, str], Path],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(made[0].root)
    run("report", "--from", "2026-02", "--bundle", str(tmp_path / "o.tar"), "--with-objects")
    monkeypatch.chdir(tmp_path)

    assert run("verify", "o.tar").splitlines()[3] == "the history in it gives the same bytes"


def test_one_byte_changed_anywhere_is_found(
    made: tuple[Repository, dict[str, str], Path],
) -> None:
    data = made[2].read_bytes()
    assert damages(unpack(data)) == []
    missed = []
    for at in range(0, len(data), 1499):
        changed = bytearray(data)
        changed[at] ^= 1
        try:
            if not damages(unpack(bytes(changed))):
                missed.append(at)
        except NotABundle:
            pass

    assert missed == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        pytest.param(
            "rows.jsonl",
            b'"new_value":"8081"',
            b'"new_value":"8082"',
            "rows.jsonl: row 9 was changed, or one before it is gone: "
            "commit {side} in deploy/shop.yaml #/port",
            id="a value in a row",
        ),
        pytest.param(
            "commits.raw",
            b"Another port",
            b"Nothing  else",
            "commits.raw: commit {side} is not what its id stands for",
            id="a message",
        ),
        pytest.param(
            "commits.jsonl",
            b'"author":"Cyd"',
            b'"author":"Ben"',
            "commits.jsonl, line 3: commit {side}: author should be otherwise",
            id="an author",
        ),
        pytest.param(
            "policy/mailmap",
            b"ben@home",
            b"cyd@home",
            "commits.jsonl, line 3: commit {side}: approvers, owner_approved should be otherwise",
            id="who is who",
        ),
        pytest.param(
            "reports/report.csv",
            b"8081",
            b"8082",
            "reports/report.csv, line 10 is not what follows from the commits and rows",
            id="a report",
        ),
    ],
)
def test_what_was_changed_is_named_even_where_the_digests_agree_again(
    made: tuple[Repository, dict[str, str], Path], name: str, old: bytes, new: bytes, said: str
) -> None:
    held = unpack(made[2].read_bytes())
    held[name] = held[name].replace(old, new, 1)
    short = {one: oid[:12] for one, oid in made[1].items()}

    assert damages(unpack(sealed(held))) == [said.format(**short)]


def test_a_bundle_forged_as_a_whole_is_told_by_git_alone(
    made: tuple[Repository, dict[str, str], Path],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = unpack(made[2].read_bytes())
    about = json.loads(held[MANIFEST])["about"]
    held["rows.jsonl"] = held["rows.jsonl"].replace(b'"8081"', b'"8082"', 1)
    forged = files(audit(held, about))
    (tmp_path / "forged.tar").write_bytes(pack(forged))
    monkeypatch.chdir(made[0].root)
    side = made[1]["side"][:12]

    assert damages(forged) == []
    assert run("verify", str(tmp_path / "forged.tar"), code=1).splitlines()[3:] == [
        f"DIFFERS: rows.jsonl, line 9: commit {side} in deploy/shop.yaml #/port: new_value should "
        "be otherwise"
    ]


def test_what_a_true_bundle_leaves_out_is_told(
    made: tuple[Repository, dict[str, str], Path],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repository = Repository(tmp_path / "left")
    shutil.copytree(made[0].root, repository.root)
    monkeypatch.chdir(repository.root)
    tip = repository.git("rev-parse", "HEAD")
    repository.write("../mine", "eve@example.org ssh-ed25519 AAAA\n")
    run("report", "--bundle", "../old.tar", "--allowed-signers", "../mine")
    run("record", "main")
    run("report", "--bundle", "../one.tar")
    repository.git("reset", "-q", "--hard", "HEAD~1")
    run("record", "main")

    same = "git gives the same bytes"
    gone = f"mind: no branch and no tag of this clone has commit {tip[:12]}"
    assert run("verify", "../old.tar").splitlines()[4:] == [
        *(same, gone),
        "mind: this clone has a reference log, of which the bundle says nothing",
        "mind: these allowed_signers are not those that the settings name at that commit",
    ]
    assert run("verify", "../one.tar").splitlines()[3:] == [
        *(same, gone),
        "mind: since then the reference log here tells of 1 that were rewritten",
    ]


def test_a_force_push_in_the_reference_log_is_in_the_report(
    made: tuple[Repository, dict[str, str], Path],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pushed = Repository(tmp_path / "pushed")
    shutil.copytree(made[0].root, pushed.root)
    monkeypatch.chdir(pushed.root)
    run("record", "main", "--ledger")
    pushed.git("reset", "-q", "--hard", "HEAD~1")
    pushed.git("commit", "-q", "--allow-empty", "-m", "another")
    run("record", "main", "--ledger")
    run("report", "--bundle", "../forced.tar")
    old = made[1]["revert"][:12]

    assert f"refs/heads/main was forced from {old}, noted" in run("report")
    assert run("verify").splitlines()[2].startswith("the reference log is whole: entries 2, ")
    assert run("verify", "../forced.tar").splitlines()[3:] == ["git gives the same bytes"]
    pushed.git("update-ref", "-d", "refs/confledger/log")
    pushed.git("reflog", "expire", "--expire=now", "--all")
    pushed.git("gc", "-q", "--prune=now")
    assert run("verify", "../forced.tar").splitlines()[3:] == [
        "git gives the same bytes",
        "the reference log was not compared: this clone does not have its last entry",
    ]


def test_a_clone_without_the_commit_says_so(
    made: tuple[Repository, dict[str, str], Path],
    run: Run,
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()
    monkeypatch.chdir(repository.root)
    tip = made[1]["revert"][:12]

    assert run("verify", str(made[2])).splitlines()[-1] == (
        f"not compared with git: this clone does not have commit {tip}"
    )


def _deep(held: dict[str, bytes]) -> bytes:
    held["rows.jsonl"] = b"[" * 100_000 + b"\n"
    return sealed(held)


def _huge(held: dict[str, bytes]) -> bytes:
    held["rows.jsonl"] = b'{"seq":' + b"9" * 100_000 + b"}\n"
    return sealed(held)


def _pattern(held: dict[str, bytes]) -> bytes:
    about = json.loads(held[MANIFEST])["about"]
    about["evidence"]["tickets"] = "("
    return sealed(held, about=about)


def _of_another(held: dict[str, bytes], **content: object) -> bytes:
    about = {**json.loads(held[MANIFEST])["about"], "tool": "confledger 9.9", **content}
    held["reports/report.csv"] += b"x"
    return sealed(held, about=about)


def _typed(held: dict[str, bytes]) -> bytes:
    about = json.loads(held[MANIFEST])["about"]
    about["evidence"]["approvals"] = 7
    return sealed(held, about=about)


def _without(name: str) -> Callable[[dict[str, bytes]], bytes]:
    return lambda held: pack({one: data for one, data in held.items() if one != name})


def _climbing(held: dict[str, bytes]) -> bytes:
    data = pack(held)
    return data.replace(b"readme.txt\0", b"../../etc/x"[:10] + b"\0", 1)


def _twice(held: dict[str, bytes]) -> bytes:
    data = pack(held)
    return data[:-1024] + pack({"readme.txt": b"x"})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(_deep, "rows.jsonl, line 1: it is not JSON", id="depth"),
        pytest.param(_huge, "rows.jsonl, line 1: it is not JSON", id="a gigantic number"),
        pytest.param(
            lambda held: _of_another(held, format="later"),
            f"its format is not {FORMAT}, which is all that is read here: it was made by "
            "confledger 9.9",
            id="another format",
        ),
        pytest.param(
            _of_another,
            "reports/report.csv, line 20 is not what follows from the commits and rows\nb.tar: "
            f"it was made by confledger 9.9, and this is confledger {__version__}, which may write "
            "otherwise",
            id="another version",
        ),
        pytest.param(_typed, "manifest.json: it is not what was written", id="another type"),
        pytest.param(_without(MANIFEST), "there is no manifest.json in it", id="no manifest"),
        pytest.param(_without(SEAL), "manifest.sha is missing", id="no seal"),
        pytest.param(_without("commits.raw"), "commits.raw is missing", id="no commits"),
        pytest.param(
            lambda held: pack({**held, "extra.txt": b""}),
            "extra.txt is in it, and the manifest does not list it",
            id="a file more",
        ),
        pytest.param(
            _climbing,
            "this bundle was changed or cut off: the header at byte 4,096 is not one that was "
            "written",
            id="a path that climbs",
        ),
        pytest.param(
            _twice, "this bundle was changed or cut off: readme.txt is in it twice", id="twice"
        ),
        pytest.param(
            lambda held: pack(held)[:5000],
            "this bundle was changed or cut off: it ends in the middle of readme.txt",
            id="cut off",
        ),
        pytest.param(
            lambda held: pack(held) + b"\0",
            "this bundle was changed or cut off: it does not end behind policy/mailmap",
            id="something behind it",
        ),
        pytest.param(
            lambda _: b"PK\x03\x04 no tar",
            "this is no bundle of `confledger audit report --bundle`, or its beginning was changed",
            id="another file",
        ),
    ],
)
def test_a_hostile_bundle_is_refused_and_the_reason_told(
    made: tuple[Repository, dict[str, str], Path],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[dict[str, bytes]], bytes],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.tar").write_bytes(spoil(unpack(made[2].read_bytes())))

    assert run("verify", "b.tar", code=1) == f"b.tar: {said}\n"


def test_a_pattern_of_a_stranger_that_is_none_is_told(
    made: tuple[Repository, dict[str, str], Path], tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "b.tar"
    path.write_bytes(_pattern(unpack(made[2].read_bytes())))

    run("verify", str(path), code=2)
