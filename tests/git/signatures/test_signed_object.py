"""The quick way to cut a commit apart is the slow way, whatever the commit is."""

from hypothesis import given
from hypothesis import strategies as st

from confledger.git.signatures import signed_object
from confledger.git.signatures.signed_object import SignedObject, signed_commit

LINES = st.sampled_from(
    [
        b"tree 1",
        b"committer Ada <a@b> 5 +0000",
        b"gpgsig -----BEGIN SSH SIGNATURE-----",
        b" of it",
        b"  more",
        b"gpgsig-sha256 x",
        b"gpgsig",
        b"",
        b"with\rreturn",
    ]
)


@given(st.lists(LINES, max_size=12), st.booleans())
def test_both_ways_to_cut_a_commit_are_one(lines: list[bytes], ended: bool) -> None:
    data = b"\n".join(lines) + (b"\n" if ended else b"")
    end = 0 if data.startswith(b"\n") else data.find(b"\n\n") + 1 or len(data)

    quick = signed_commit(data, b"gpgsig")

    slow = signed_object._cut(data, b"gpgsig ", end)
    assert _parts(quick) == _parts(slow)


def _parts(one: SignedObject | None) -> tuple[bytes, bytes, bool, int] | None:
    return None if one is None else (one.payload, one.signature, one.sound, one.time)
