from hypothesis import given
from hypothesis import strategies as st

from confledger.learn.template import filled, template

NAMES = (("n", "plex"), ("s", "media"))


def test_the_names_of_an_object_are_taken_out_and_those_of_another_put_in() -> None:
    form = template("splex.media.example.org", NAMES)

    assert form is not None
    assert filled(form, (("n", "sonarr"), ("s", "tv"))) == "ssonarr.tv.example.org"
    assert filled(form, (("n", "sonarr"),)) is None
    assert template("sexample.org", NAMES) is None
    assert template("i12", (("n", "12"),)) is None


@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_the_same_names_give_the_same_value(name: str, other: str, value: str) -> None:
    names = (("n", name), ("d", other))
    form = template("s" + value + name, names)

    assert form is None or "\x01" in name + other or filled(form, names) == "s" + value + name
