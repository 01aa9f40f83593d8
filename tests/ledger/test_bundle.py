"""A bundle has one way to be written: every other byte is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.ledger.bundle import NotABundle, pack, unpack

FILES = {"manifest.json": b"{}", "reports/report.md": b"x" * 700, "empty.txt": b""}


@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}\.[a-z]{1,4}", fullmatch=True), st.binary()))
def test_what_was_packed_is_unpacked(files: dict[str, bytes]) -> None:
    assert unpack(pack(files)) == files


def test_each_byte_belongs_to_a_file_or_is_refused() -> None:
    data = pack(FILES)
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 0x20
        try:
            assert unpack(bytes(changed)) != FILES
        except NotABundle:
            pass


@pytest.mark.parametrize("end", [0, 1, 511, 512, 600, 1024, 1600, 2048, 3071, 3583, -1, -512])
def test_a_bundle_that_was_cut_is_refused(end: int) -> None:
    with pytest.raises(NotABundle):
        unpack(pack(FILES)[:end])
