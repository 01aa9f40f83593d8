"""What `secrets check` makes of rules and files that were made to pass it, or to stop it."""

import re
import resource

import pytest

from sopsing import encrypted, identity, needs_sops, recipient, rule, rules
from support import Repository

pytestmark = needs_sops

PLAIN = "db:\n    port: 5432\n    user: ada-of-the-shop\n"
OURS = rules(rule(pattern=r"^secrets/"))


def proved(repository: Repository, *options: str) -> tuple[int, list[str]]:
    """Run the command; return the exit code, and which check found what where."""
    done = repository.confledger("secrets", "check", "--format", "short", *options)
    assert "Traceback" not in done.stderr, done.stderr
    found = re.findall(r"^(\S+?)(?::\d+:\d+)?: (\w+)\[([\w-]+)\]", done.stdout, re.MULTILINE)
    return done.returncode, [f"{path} {severity} {check}" for path, severity, check in found]


@pytest.fixture
def kept(repository: Repository) -> Repository:
    """A repository with one rule, and one file that is as it should be."""
    repository.write(".sops.yaml", OURS)
    repository.write("secrets/prod.yaml", encrypted(PLAIN))
    repository.commit("begin")
    return repository


@pytest.mark.parametrize("options", [(), ("--staged",), ("--rev", "HEAD"), ("--from", "main")])
@pytest.mark.parametrize("way", ["link", "large"])
def test_rules_that_cannot_be_read_are_told(
    kept: Repository, options: tuple[str, ...], way: str
) -> None:
    kept.write("confledger.yaml", "limits: {max-bytes: 2000}\n")
    kept.commit()
    kept.git("switch", "--quiet", "--create", "topic")
    if way == "large":
        kept.write(".sops.yaml", f"{OURS}# {'x' * 2000}\n")
    else:
        (kept.root / ".sops.yaml").rename(kept.root / "rules.yaml")
        (kept.root / ".sops.yaml").symlink_to("rules.yaml")
    kept.write("secrets/new.yaml", PLAIN)
    kept.git("add", "--all")
    if options[:1] in (("--rev",), ("--from",)):
        kept.commit()

    code, found = proved(kept, *options)

    assert code == 1
    assert ".sops.yaml error creation-rule" in found


def test_rules_that_cannot_be_read_are_told_of_each_change_below_them(kept: Repository) -> None:
    (kept.root / ".sops.yaml").rename(kept.root / "rules.yaml")
    (kept.root / ".sops.yaml").symlink_to("rules.yaml")
    kept.commit()
    kept.write("secrets/new.yaml", PLAIN)
    kept.git("add", "--all")

    assert proved(kept, "--staged") == (1, [".sops.yaml error creation-rule"])


def test_a_reader_that_one_rule_gained_is_told_of_a_file_of_another(repository: Repository) -> None:
    ours, other = recipient(), recipient("other")
    both = (rule(pattern="^dev/"), rule(pattern="^prod/"))
    repository.write(".sops.yaml", rules(*both))
    repository.write("dev/a.yaml", encrypted(PLAIN))
    repository.write("prod/a.yaml", encrypted(PLAIN))
    repository.commit("begin")
    repository.write(".sops.yaml", rules(rule(ours, other, pattern="^dev/"), both[1]))
    added = encrypted(PLAIN, recipients=(ours, other))
    repository.write("dev/a.yaml", added)
    repository.write("prod/a.yaml", added)

    assert proved(repository)[1] == [
        ".sops.yaml info recipient-added",
        "dev/a.yaml info whole-file-reencrypted",
        "prod/a.yaml info whole-file-reencrypted",
        "prod/a.yaml error unauthorised-recipient",
    ]


def test_what_is_beside_the_metadata_of_sops_is_scanned(kept: Repository) -> None:
    text = encrypted(PLAIN).decode()
    kept.write("secrets/prod.yaml", f"{text}    password: hunter2-hunter2\n")
    kept.write("secrets/a.env", encrypted("A=b\n", "a.env") + b"sops_password=hunter2-hunter2\n")

    kept.git("add", "--all")
    assert proved(kept, "--staged") == (
        1,
        ["secrets/a.env error plain-secret", "secrets/prod.yaml error plain-secret"],
    )


def test_a_file_that_is_gone_from_the_disk_is_none_to_prove(kept: Repository) -> None:
    (kept.root / "secrets/prod.yaml").unlink()
    kept.write(".sops.yaml", rules(rule(pattern="^secrets/"), rule(pattern="^other/")))
    kept.write("other/a.yaml", encrypted(PLAIN))
    kept.git("add", "other", ".sops.yaml")

    assert proved(kept, "secrets") == (0, [])


def test_a_rule_for_all_files_does_not_mean_a_large_picture(kept: Repository) -> None:
    kept.write("confledger.yaml", "limits: {max-bytes: 5000}\n")
    kept.write(".sops.yaml", rules())
    kept.write("shop.png", b"\x89PNG" + bytes(5000))
    kept.write("secrets/shop.pdf", bytes(5001))
    kept.git("add", "--all")

    assert proved(kept) == (1, ["secrets/shop.pdf error malformed-metadata"])


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("&" * 100_000, id="what looks like anchors"),
        pytest.param(" " * 100_000 + "x", id="blanks"),
        pytest.param(f"- a # {' x' * 50_000}", id="a comment"),
    ],
)
def test_rules_made_to_take_long_do_not(kept: Repository, line: str) -> None:
    kept.write(".sops.yaml", rules(rule(identity("other").recipient)) + f"#{line}\n")

    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    assert "secrets/prod.yaml warning missing-recipient" in proved(kept)[1]
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5
