# ruff: noqa: RUF001  # such characters are what this is about
"""What was misread is found where it stands, and nothing that somebody wrote is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.documents.mojibake import found, mended

_FRENCH = (
    "Décision différée : l’équipe a validé, à 20 °C, l’œuvre «\u00a0été\u00a0» … "
    "l’ÊTRE VÉRIFIÉ → ✅ 🛠️ COMPLÉTÉ\n"
)


def _misread(text: str, codec: str) -> str:
    """Read UTF-8 as a program does that takes it for something else."""
    parts = (bytes([byte]) for byte in text.encode())
    return "".join(part.decode(codec, "ignore") or part.decode("latin-1") for part in parts)


@pytest.mark.parametrize("codec", ["latin-1", "cp1252", "mac_roman", "cp850", "cp437", "cp1251"])
def test_what_was_misread_comes_back(codec: str) -> None:
    misread = _misread(_FRENCH, codec)

    assert misread != _FRENCH
    assert mended(misread) == _FRENCH
    assert mended(_FRENCH) == _FRENCH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nÃ©té: cÅ“ur\n", ["2:1 Ã©=é", "2:8 Å“=œ"]),
        ("donâ€™t DÃ‰CISION HÃ”TEL 20Â°C", ["1:4 â€™=’", "1:10 Ã‰=É", "1:20 Ã”=Ô", "1:28 Â°=°"]),
        pytest.param(
            "ÃƒÂ© ÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢",
            ["1:1 ÃƒÂ©=é", "1:6 ÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢=’"],
            id="more than once",
        ),
        ("MISE Ã€ JOUR √Ä ├Ç", ["1:6 Ã€=À", "1:14 √Ä=À", "1:17 ├Ç=À"]),
        ("РїСЂРёРІРµС‚ ä¸\xadæ–‡", ["1:1 РїСЂРёРІРµС‚=привет", "1:14 ä¸\xadæ–‡=中文"]),
        pytest.param("«CAFÉ» « caché…» „Ä“ ÉTÉ’ ESPAÑ… NIÑO°", [], id="words before signs"),
        pytest.param("├── é │ ├┤ √π ≈ é (Рік 2020) привет 日本語", [], id="frames and alphabets"),
        pytest.param("naïve façade, Übergröße, mañana, ação", [], id="accents"),
    ],
)
def test_only_what_nobody_writes_is_misread(text: str, expected: list[str]) -> None:
    places = [f"{one.line}:{one.column} {one.text}={one.meant}" for one in found(text)]

    assert places == expected


def test_real_french_is_left_alone_and_its_misread_copy_is_mended(
    corpus: Path,
) -> None:
    plans = corpus / "plans"
    sound = sorted(path for path in plans.glob("*.md") if "mojibake" not in path.name)
    copy = (plans / "completion-report-mojibake.md").read_text("utf-8")

    assert [found(path.read_text("utf-8")) for path in sound] == [[] for _ in sound]
    assert len(found(copy)) == 160
    assert mended(copy) == (plans / "completion-report.md").read_text("utf-8")


@given(st.text(alphabet="aéÉÃ©â€™√‚Äô├┬Γ \n\udc80Р°ð", max_size=40))
def test_places_are_where_they_are_said_to_be(text: str) -> None:
    lines = text.split("\n")
    last = 0
    for one in found(text):
        assert one.start >= last
        assert text.startswith(one.text, one.start)
        assert lines[one.line - 1].startswith(one.text, one.column - 1)
        last = one.start + len(one.text)
