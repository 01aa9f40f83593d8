from hypothesis import given
from hypothesis import strategies as st

from comparing import examined, sealed, token
from confledger.secrets.data_keys import Keys, ciphertexts, proofs
from confledger.secrets.sops_file import SopsFile


def file(values: dict[str, str], readers: str = "ada", **options: str) -> SopsFile:
    return examined(sealed(values, readers, **options)).sops


def test_what_proves_that_the_data_key_is_the_same() -> None:
    made = file({"a": "A1"}, "ada bob", mac="M1", wrapped="w", plain="b_unencrypted: 1")

    assert ciphertexts(made) == {(0, ("a",)): token("A1")}
    assert proofs(made) == {token("A1"), token("M1"), "wada", "wbob"}


def test_a_file_without_metadata_proves_nothing() -> None:
    plain = examined(f"a: {token('A1')}\n").sops
    without_mac = examined("a: 1\nsops:\n    age: [{recipient: age1-ada}]\n").sops

    assert proofs(plain) == proofs(None) == proofs(without_mac) == set()
    assert ciphertexts(None) == {}
    keys = Keys()
    keys.add(plain, 1)
    assert (keys.of(plain), keys.since(plain), keys.is_cut(plain)) == (None, None, False)


def test_versions_that_share_anything_join_also_later() -> None:
    one, other = file({"a": "A1"}, wrapped="1"), file({"b": "B1"}, wrapped="2")
    both = file({"a": "A1", "b": "B1"}, wrapped="3")
    keys = Keys()
    keys.add(one, 20)
    keys.add(other, 10, cut=True)
    assert keys.of(one) != keys.of(other)
    assert (keys.since(one), keys.is_cut(one)) == (20, False)

    keys.add(both, 30)

    assert keys.of(one) == keys.of(other) == keys.of(both)
    assert (keys.since(one), keys.is_cut(one)) == (10, True)


@given(st.lists(st.sets(st.integers(0, 8), min_size=1), max_size=8), st.randoms())
def test_in_whatever_order_they_come(groups: list[set[int]], random: object) -> None:
    files = [
        file({f"k{one}": f"T{one}" for one in sorted(group)}, mac=f"M{number}", wrapped=f"{number}")
        for number, group in enumerate(groups)
    ]

    def partition(order: list[int]) -> tuple[list[list[bool]], list[int | None]]:
        keys = Keys()
        for number in order:
            keys.add(files[number], number)
        names = [keys.of(one) for one in files]
        return [[one == other for other in names] for one in names], [
            keys.since(one) for one in files
        ]

    order = list(range(len(files)))
    shuffled = order.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert partition(order) == partition(shuffled)
