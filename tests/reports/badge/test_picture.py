"""The picture of a badge: small, readable on any page and aloud, the same bytes each time."""

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.reports.badge.endpoint import endpoint
from confledger.reports.badge.model import BAD, GOOD, STANDINGS, Badge
from confledger.reports.badge.picture import COLOURS, LABEL, picture, width

SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture_is_this() -> None:
    assert picture(Badge("config-valid", "3 errors", BAD)) == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="102" height="20" viewBox="0 0 102 20" '
        'role="img" aria-label="config: 3 errors">\n'
        "  <title>config: 3 errors</title>\n"
        '  <rect width="102" height="20" rx="3" fill="#24292f"/>\n'
        '  <path d="M46 0h53a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H46z" fill="#cf222e"/>\n'
        '  <g fill="#ffffff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" '
        'font-size="11" aria-hidden="true">\n'
        '    <text x="6" y="14" textLength="34" lengthAdjust="spacingAndGlyphs">config</text>\n'
        '    <text x="52" y="14" textLength="44" lengthAdjust="spacingAndGlyphs">3 errors</text>\n'
        "  </g>\n"
        '  <rect x="0.5" y="0.5" width="101" height="19" rx="3" fill="none" '
        'stroke="#8c959f" stroke-opacity="0.5"/>\n'
        "</svg>\n"
    )
    assert endpoint(Badge("secrets", "none in plain text", GOOD)) == (
        '{"schemaVersion": 1, "label": "secrets", "message": "none in plain text", '
        '"color": "1a7f37"}\n'
    )


@given(st.text(max_size=80), st.sampled_from(STANDINGS))
def test_any_text_makes_a_picture_that_holds_it(text: str, standing: str) -> None:
    badge = Badge("debt", text, standing)
    root = ElementTree.fromstring(picture(badge))

    assert [one.tag.removeprefix(SVG) for one in root] == ["title", "rect", "path", "g", "rect"]
    assert root.findtext(f"{SVG}title") == root.get("aria-label")
    shown = root.findall(f"{SVG}g/{SVG}text")[1]
    assert int(shown.get("x", "")) + int(shown.get("textLength", "")) <= int(root.get("width", ""))
    assert set(json.loads(endpoint(badge))) == {"schemaVersion", "label", "message", "color"}


@pytest.mark.parametrize("colour", [LABEL, *COLOURS.values()])
def test_white_text_can_be_read_on_it(colour: str) -> None:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (light + 0.05) >= 4.5


def test_wide_letters_take_more_room_than_narrow_ones() -> None:
    assert width("WWWW") > width("wwww") > width("nnnn") > width("iiii")
    assert width("") == 0
