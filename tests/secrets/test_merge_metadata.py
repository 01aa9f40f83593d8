"""Who can read a merged file: nobody comes back, and nobody is lost."""

import pytest

from confledger.secrets.merge import THEIRS, Conflict
from confledger.secrets.merge_metadata import metadata, wanted_readers
from confledger.secrets.metadata import Metadata
from confledger.secrets.metadata import read as read_metadata
from confledger.secrets.sops_file import SopsFile
from masking import read, sealed


def file(readers: str, **options: str) -> SopsFile:
    return read(sealed("a: <1>\n", *readers.split(), **options))


def readers(told: dict[str, object]) -> list[str]:
    return [one.identity.removeprefix("age1") for one in read_metadata(told).recipients]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        pytest.param("ada", "ada", "ada", "ada", id="nobody"),
        pytest.param("ada", "ada bob", "ada", "ada bob", id="we added one"),
        pytest.param("ada", "ada", "ada bob", "ada bob", id="they added one"),
        pytest.param("ada bob", "ada", "ada bob", "ada", id="we removed one"),
        pytest.param("ada bob", "ada bob", "ada", "ada", id="they removed one"),
        pytest.param("ada", "ada bob", "ada cay", "ada bob cay", id="each added one"),
        pytest.param("ada bob", "ada", "ada bob cay", "ada cay", id="removed here, added there"),
        pytest.param("ada bob", "bob", "bob ada cay", "bob cay", id="ours are first"),
        pytest.param(None, "ada bob", "ada cay", "ada bob cay", id="new on both sides"),
    ],
)
def test_recipients(base: str | None, ours: str, theirs: str, expected: str) -> None:
    conflicts: list[Conflict] = []
    versions = [None if one is None else file(one) for one in (base, ours, theirs)]
    one, two = versions[1:]
    assert one is not None
    assert two is not None

    told = metadata(versions[0], one, two, conflicts)

    assert readers(told) == expected.split()
    assert conflicts == []
    wanted = wanted_readers(*(None if each is None else each.metadata for each in versions))  # type: ignore[arg-type]
    assert {name.removeprefix("age1") for _, name in wanted} == set(expected.split())


def test_nobody_is_left_of_two_removals() -> None:
    conflicts: list[Conflict] = []

    told = metadata(file("ada bob"), file("ada"), file("bob"), conflicts)

    assert readers(told) == ["ada"]
    assert [one.line() for one in conflicts] == [
        "sops: the two sides together remove every recipient"
    ]


def test_groups_are_taken_as_a_whole_or_not_at_all() -> None:
    def grouped(*groups: str) -> SopsFile:
        entries = "".join(
            "        - age:\n"
            + "".join(
                f"            - recipient: age1{one}\n              enc: {one}\n"
                for one in group.split()
            )
            for group in groups
        )
        return read(f"a: 1\nsops:\n    key_groups:\n{entries}    mac: x\n")

    conflicts: list[Conflict] = []
    base, ours, theirs = grouped("ada", "bob"), grouped("ada cay", "bob"), grouped("ada", "bob dan")

    assert readers(metadata(base, base, theirs, conflicts)) == ["ada", "bob", "dan"]
    assert conflicts == []
    assert readers(metadata(base, ours, theirs, conflicts)) == ["ada", "cay", "bob"]
    assert readers(metadata(base, ours, theirs, conflicts, prefer=THEIRS)) == ["ada", "bob", "dan"]
    assert [one.why for one in conflicts] == [
        "recipients changed on both sides, and are in groups"
    ] * 2


def test_the_rest_is_merged_field_by_field() -> None:
    base = file("ada", mac="m0")
    ours = file("ada", mac="m1", scope="encrypted_regex: ^a$")
    theirs = file("ada", mac="m2", scope="encrypted_regex: ^b$")
    changed = file("ada", mac="m2", scope="", more="    mac_only_encrypted: true\n")
    conflicts: list[Conflict] = []

    told = metadata(base, base, changed, conflicts)
    assert (told.get("unencrypted_suffix"), told["mac_only_encrypted"]) == (None, True)
    assert told["mac"] == base.metadata.mac if isinstance(base.metadata, Metadata) else False
    assert conflicts == []

    assert metadata(base, ours, theirs, conflicts)["encrypted_regex"] == "^a$"
    preferred = metadata(base, ours, theirs, conflicts, prefer=THEIRS)
    assert preferred["encrypted_regex"] == "^b$"
    assert [one.line() for one in conflicts] == ["sops.encrypted_regex: changed on both sides"] * 2
