"""git shows encrypted files without their values, and merges them value by value."""

import time
from collections.abc import Callable

import pytest

import sopsing
from git_shop import FILE, installed, opened
from support import Repository

VAULT = """\
    hc_vault:
        - vault_address: https://evil.example
          engine_path: e
          key_name: k
          created_at: "2025-01-01T00:00:00Z"
          enc: vault:v1:x
"""
pytestmark = sopsing.needs_sops


@pytest.fixture
def shop(
    repository: Repository,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Repository:
    """A repository with one encrypted file, our drivers installed, and the key at hand."""
    return opened(repository, tmp_path_factory, monkeypatch)


def change(
    repository: Repository, *actions: tuple[str, ...], file: str = FILE, message: str = "change"
) -> None:
    """Change a file with the real sops, and commit it: `set`, `unset` or `rotate`."""
    path = repository.root / file
    for action, *rest in actions:
        value = rest.pop() if action == "set" else ""
        path.write_bytes(sopsing.changed(path.read_bytes(), path.name, action, *rest, value=value))
    repository.commit(message)


def readers(repository: Repository, *names: str, file: str = FILE) -> None:
    """Write rules that name these, and wrap the data key for them."""
    rules = sopsing.rules(sopsing.rule(*(sopsing.recipient(one) for one in names)))
    repository.write(".sops.yaml", rules)
    sopsing.sops(
        *("updatekeys", "--yes", str(repository.root / file)),
        env=sopsing.identity().environ(),
        cwd=repository.root,
    )


def values(repository: Repository, file: str = FILE, by: str = "ours") -> str:
    """Return a file as the real sops decrypts it, its MAC verified."""
    path = repository.root / file
    return sopsing.decrypted(path.read_bytes(), path.name, by=by).decode()


def values_only(text: str) -> str:
    """Return a file without its metadata."""
    return text.partition("\nsops:")[0] + "\n"


def merge(repository: Repository, *arguments: str) -> tuple[int, list[str]]:
    """Merge the branch `theirs`; return the exit code and what we said of it."""
    done = repository.try_git(*(arguments or ("merge", "--quiet", "-m", "merge", "theirs")))
    said = done.stderr.splitlines()
    assert "correct-horse" not in done.stdout + done.stderr
    return done.returncode, said


def test_two_branches_that_change_different_keys_merge(shop: Repository) -> None:
    shop.git("switch", "--quiet", "--create", "theirs")
    change(shop, ("set", '["db"]["password"]', '"theirs-1"'), ("set", '["db"]["tls"]', "true"))
    shop.git("switch", "--quiet", "main")
    change(
        shop,
        ("set", '["db"]["user"]', '"ours-1"'),
        ("set", '["db"]["pool"]', "5"),
        ("unset", '["db"]["port"]'),
    )
    before = shop.root.joinpath(FILE).read_text()

    assert merge(shop) == (
        0,
        [
            f"{FILE}: merged, value by value",
            "  ~ db.password: secret value changed",
            "  + db.tls: new secret",
        ],
    )
    assert values(shop) == (
        "# who may in\ndb:\n    user: ours-1\n    password: theirs-1\n    pool: 5\n    tls: true\n"
        "hosts:\n    - one\n    - two\nregion_unencrypted: eu\n"
    )
    # All that was not theirs is as it was, but for the MAC and its time.
    after = shop.root.joinpath(FILE).read_text()
    gone = sorted(
        line.split(":")[0].strip() for line in set(before.splitlines()) - set(after.splitlines())
    )
    assert [name for name in gone if name != "lastmodified"] == ["mac", "password"]
    assert shop.git("status", "--short") == ""
    assert list(shop.root.rglob("*.tmp")) == list(shop.root.glob(".merge_file*")) == []


@pytest.mark.parametrize(
    ("name", "text", "ours", "theirs", "expected"),
    [
        (
            "a.json",
            '{"a": {"b": "x", "n": 1}, "p_unencrypted": 1}',
            ('["a"]["b"]', '"ours"'),
            ('["a"]["n"]', "2"),
            '{\n\t"a": {\n\t\t"b": "ours",\n\t\t"n": 2\n\t},\n\t"p_unencrypted": 1\n}\n',
        ),
        (
            "a.env",
            "# note\nA=one\nB=two\n",
            ('["A"]', '"ours"'),
            ('["B"]', '"two words"'),
            "# note\nA=ours\nB=two words\n",
        ),
        (
            "a.ini",
            "; top\n[db]\n; note\nuser = shop\nport = 80\n",
            ('["db"]["user"]', '"ours"'),
            ('["db"]["port"]', '"81"'),
            "; top\n[db]\n; note\nuser = ours\nport = 81\n",
        ),
        (
            "many.yaml",
            "a: 1\nc: 3\n---\n# second\nb: two\n",
            ('["a"]', "5"),
            ('["c"]', "6"),
            "a: 5\nc: 6\n---\n# second\nb: two\n",
        ),
    ],
)
def test_every_format_is_merged(
    shop: Repository,
    name: str,
    text: str,
    ours: tuple[str, ...],
    theirs: tuple[str, ...],
    expected: str,
) -> None:
    shop.write(name, sopsing.encrypted(text, name))
    shop.commit()
    installed(shop)
    shop.git("switch", "--quiet", "--create", "theirs")
    change(shop, ("set", *theirs), file=name)
    shop.git("switch", "--quiet", "main")
    change(shop, ("set", *ours), file=name)

    assert merge(shop)[0] == 0
    assert values(shop, name) == expected


def test_a_conflict_is_named_by_its_key(shop: Repository) -> None:
    shop.git("switch", "--quiet", "--create", "theirs")
    change(
        shop,
        ("set", '["db"]["password"]', '"theirs-1"'),
        ("set", '["db"]["user"]', '"the-same"'),
        ("set", '["db"]["port"]', "1"),
    )
    shop.git("switch", "--quiet", "main")
    change(shop, ("set", '["db"]["password"]', '"ours-1"'), ("set", '["db"]["user"]', '"the-same"'))

    assert merge(shop) == (
        1,
        [
            f"{FILE}: merged but for 1 place that both sides changed, where it has ours",
            "  ~ db.port: secret value changed",
            "  conflict: db.password: changed on both sides, to different values",
            f"  help: keep ours: git add {FILE}",
            f"        or take theirs: confledger secrets merge --prefer theirs {FILE}",
        ],
    )
    # No marks of a conflict: it is a file of SOPS, and whole.
    assert "user: the-same\n    password: ours-1\n    port: 1\n" in values(shop)
    assert shop.git("status", "--short") == f"UU {FILE}"

    dry = shop.confledger("secrets", "merge", "--prefer", "theirs", "--dry-run", FILE)
    assert dry.stdout.startswith(f"{FILE}: would be merged, value by value\n")
    assert "password: ours-1\n" in values(shop)
    done = shop.confledger("secrets", "merge", "--prefer", "theirs", FILE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-3:] == [
        "  of what both sides changed, theirs was taken:",
        "    db.password: changed on both sides, to different values",
        f"to go on: git add {FILE}",
    ]
    assert "user: the-same\n    password: theirs-1\n    port: 1\n" in values(shop)
    assert shop.confledger("secrets", "merge", FILE).returncode == 1
    assert "password: ours-1\n" in values(shop)


def test_without_a_key_our_file_stays(shop: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.git("switch", "--quiet", "--create", "theirs")
    change(shop, ("set", '["db"]["port"]', "1"))
    shop.git("switch", "--quiet", "main")
    change(shop, ("set", '["db"]["user"]', '"ours-1"'))
    ours = shop.root.joinpath(FILE).read_bytes()
    monkeypatch.delenv("SOPS_AGE_KEY")

    code, said = merge(shop)

    assert (code, said) == (
        1,
        [
            f"{FILE}: not merged, and left as ours: no key at hand opens it, and the MAC has to be "
            "made good with one",
            f"  help: with the key at hand: git checkout --merge -- {FILE}, then: git add",
        ],
    )
    assert shop.root.joinpath(FILE).read_bytes() == ours
    monkeypatch.setenv("SOPS_AGE_KEY", sopsing.identity().secret)
    shop.git("checkout", "--merge", "--", FILE)
    assert "user: ours-1\n" in values(shop)
    assert "port: 1\n" in values(shop)


def test_recipients_of_one_side_need_no_key(
    shop: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.git("switch", "--quiet", "--create", "theirs")
    readers(shop, "ours", "bob")
    shop.commit()
    shop.git("switch", "--quiet", "main")
    change(shop, ("set", '["db"]["user"]', '"ours-1"'))
    monkeypatch.delenv("SOPS_AGE_KEY")
    bob = sopsing.recipient("bob")

    assert merge(shop) == (
        0,
        [
            f"{FILE}: merged, value by value",
            f"  ! recipient added: {bob}",
            f"  ! {bob} can open it, and the rules of our side do not name them "
            "[unauthorised-recipient]",
        ],
    )
    assert "user: ours-1\n" in values(shop, by="bob")
    assert values(shop) == values(shop, by="bob")


def test_who_left_does_not_come_back(shop: Repository) -> None:
    readers(shop, "ours", "bob")
    shop.commit()
    shop.git("switch", "--quiet", "--create", "theirs")
    change(shop, ("set", '["db"]["user"]', '"theirs-1"'), ("set", '["hosts"][0]', '"zero"'))
    shop.git("switch", "--quiet", "main")
    readers(shop, "ours")
    change(shop, ("rotate",))

    assert merge(shop)[0] == 0
    text = shop.root.joinpath(FILE).read_text()
    assert sopsing.recipient("bob") not in text
    assert "user: theirs-1\n" in values(shop)
    assert "- zero\n" in values(shop)


@pytest.mark.parametrize("who", ["theirs", "both"])
def test_a_new_data_key_is_kept(shop: Repository, who: str) -> None:
    shop.git("switch", "--quiet", "--create", "theirs")
    change(shop, ("rotate",), ("set", '["db"]["port"]', "1"))
    theirs = shop.root.joinpath(FILE).read_text()
    shop.git("switch", "--quiet", "main")
    changes = [("set", '["db"]["user"]', '"ours-1"'), ("set", '["new"]', '{"a": [1, "x"]}')]
    change(shop, *([("rotate",)] if who == "both" else []), *changes, ("unset", '["hosts"]'))
    ours = shop.root.joinpath(FILE).read_text()

    code, said = merge(shop)

    assert (code, said[0]) == (0, f"{FILE}: merged, value by value")
    rotated = theirs if who == "theirs" else ours
    wrapped = rotated[rotated.index("-----BEGIN") : rotated.index("-----END")]
    assert wrapped in shop.root.joinpath(FILE).read_text()
    assert values(shop) == (
        "# who may in\ndb:\n    user: ours-1\n    password: correct-horse\n    port: 1\n"
        "region_unencrypted: eu\nnew:\n    a:\n        - 1\n        - x\n"
    )


def test_a_new_data_key_and_new_recipients_are_decided_by_the_rules(shop: Repository) -> None:
    shop.git("switch", "--quiet", "--create", "theirs")
    readers(shop, "ours", "bob")
    change(shop, ("set", '["db"]["port"]', "1"))
    shop.git("switch", "--quiet", "main")
    change(shop, ("rotate",))

    code, said = merge(shop)

    assert code == 1
    assert said[0] == (
        f"{FILE}: not merged, and left as ours: one side has a new data key, the other has other "
        f"recipients, and the rules here say otherwise of {sopsing.recipient('bob')}"
    )
    shop.git("merge", "--abort")
    shop.git("checkout", "theirs", "--", ".sops.yaml")
    shop.commit()
    assert merge(shop)[0] == 0
    assert "port: 1\n" in values(shop, by="bob")


def test_a_revert_brings_back_no_data_key_of_who_left(shop: Repository) -> None:
    readers(shop, "ours", "bob")
    shop.commit()
    readers(shop, "ours")
    shop.commit()
    # SOPS tells the time of a saving to the second.
    time.sleep(1.1)
    change(shop, ("rotate",))
    change(shop, ("set", '["db"]["password"]', '"after-bob"'))

    ours = shop.root.joinpath(FILE).read_bytes()

    said = merge(shop, "revert", "--no-edit", "HEAD~1")[1]

    # The file as it was then, with our value in it, would be open to bob, by an old copy.
    assert said[0] == f"{FILE}: merged, value by value"
    assert shop.root.joinpath(FILE).read_bytes() == ours


def test_equal_values_of_one_list_are_no_conflict(shop: Repository) -> None:
    text = "list:\n    - same\n    - same\n    - other\nkey: x\n"
    shop.write(FILE, sopsing.encrypted(text, "prod.yaml"))
    shop.commit()
    shop.git("switch", "--quiet", "--create", "theirs")
    # SOPS gives the first item the ciphertext of the second.
    change(shop, ("set", '["key"]', '"theirs-1"'))
    shop.git("switch", "--quiet", "main")
    change(shop, ("set", '["list"][0]', '"ours-1"'))

    assert merge(shop)[0] == 0
    expected = text.replace("- same", "- ours-1", 1).replace("x\n", "theirs-1\n")
    assert values(shop) == expected


def test_rules_that_are_merged_but_not_committed_are_not_ours(shop: Repository) -> None:
    theirs = sopsing.rules(sopsing.rule(hc_vault_transit_uri="https://evil.example/v1/e/keys/k"))
    shop.git("switch", "--quiet", "--create", "theirs")
    shop.write(".sops.yaml", theirs)
    change(shop, ("set", '["db"]["port"]', "1"))
    path = shop.root / FILE
    path.write_text(path.read_text().replace("\nsops:\n", f"\nsops:\n{VAULT}"))
    shop.commit()
    shop.git("switch", "--quiet", "main")
    change(shop, ("set", '["db"]["user"]', '"ours-1"'))

    assert merge(shop)[0] == 1
    assert shop.root.joinpath(".sops.yaml").read_text() == theirs
    for _ in range(2):
        done = shop.confledger("secrets", "merge", FILE)
        assert done.returncode == 2
        assert "theirs would ask https://evil.example, which neither" in done.stderr
        # Another way to the same: git starts the driver once more.
        shop.git("checkout", "--merge", "--", FILE)
    assert "evil" not in path.read_text()


def test_rebase_and_cherry_pick_merge_too(shop: Repository) -> None:
    shop.git("switch", "--quiet", "--create", "theirs")
    change(shop, ("set", '["db"]["port"]', "1"))
    change(shop, ("set", '["db"]["password"]', '"theirs-1"'))
    shop.git("switch", "--quiet", "main")
    change(shop, ("set", '["db"]["user"]', '"ours-1"'))

    assert merge(shop, "cherry-pick", "theirs~1")[0] == 0
    shop.git("switch", "--quiet", "theirs")
    assert merge(shop, "rebase", "main")[0] == 0

    assert "user: ours-1\n    password: theirs-1\n    port: 1\n" in values(shop)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(
            lambda text: text.replace("region_unencrypted: eu", "region_unencrypted: us"),
            "the MAC of theirs is not that of its values: it was edited without sops",
            id="edited by hand",
        ),
        pytest.param(
            lambda text: "\n".join(one for one in text.split("\n") if "    mac: " not in one),
            "theirs: the MAC is missing at `sops.mac`",
            id="without MAC",
        ),
        pytest.param(
            lambda text: text.replace("region_un", "new: hunter2\nregion_un"),
            "theirs: `new` is in plain text, and to be encrypted",
            id="a plain value",
        ),
        pytest.param(
            lambda text: text.replace("type:int]", "type:int"),
            "theirs: `db.port` is no complete ciphertext",
            id="half a ciphertext",
        ),
        pytest.param(
            lambda text: text.replace(
                "sops:\n",
                "sops:\n    hc_vault:\n        - vault_address: https://evil.example.org\n"
                "          engine_path: transit\n          key_name: x\n          enc: y\n",
            ),
            "theirs would ask https://evil.example.org, which neither the rules nor the settings "
            "name, so nothing is decrypted",
            id="a service of somebody else",
        ),
        pytest.param(
            values_only,
            "theirs is not encrypted, and the other side is",
            id="decrypted",
        ),
        pytest.param(lambda text: "a: [", "theirs cannot be read: ", id="no YAML"),
    ],
)
def test_a_version_that_cannot_be_trusted_is_not_merged(
    shop: Repository, spoil: Callable[[str], str], said: str
) -> None:
    shop.git("switch", "--quiet", "--create", "theirs")
    path = shop.root / FILE
    path.write_text(spoil(path.read_text()))
    shop.commit()
    shop.git("switch", "--quiet", "main")
    change(shop, ("set", '["db"]["user"]', '"ours-1"'))
    ours = path.read_bytes()

    code, lines = merge(shop)

    assert code == 1
    assert lines[0].startswith(f"{FILE}: not merged, and left as ours: {said}")
    assert "hunter2" not in "".join(lines)
    assert path.read_bytes() == ours


def test_a_plain_file_is_merged_as_git_does(shop: Repository) -> None:
    name = "secrets/plain.yaml"
    shop.write(".gitattributes", f"{name} merge=confledger-sops\n")
    shop.write(name, "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n")
    shop.commit()
    shop.git("switch", "--quiet", "--create", "theirs")
    shop.write(name, "a: 1\nb: 2\nc: 3\nd: 4\ne: 6\n")
    shop.commit()
    shop.git("switch", "--quiet", "main")
    shop.write(name, "a: 0\nb: 2\nc: 3\nd: 4\ne: 5\n")
    shop.commit()

    assert merge(shop) == (0, [])
    assert shop.root.joinpath(name).read_text() == "a: 0\nb: 2\nc: 3\nd: 4\ne: 6\n"

    shop.git("reset", "--quiet", "--hard", "HEAD~1")
    shop.write(name, "a: 1\nb: 2\nc: 3\nd: 4\ne: 7\n")
    shop.commit()
    assert merge(shop)[0] == 1
    assert "<<<<<<< ours: secrets/plain.yaml\ne: 7\n" in shop.root.joinpath(name).read_text()
