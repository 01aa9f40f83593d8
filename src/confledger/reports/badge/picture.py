"""A badge as a picture of its own: SVG that is read aloud as its title, the same bytes each time.

Its text is white on colours that are dark enough for it, so it is readable on any page.
"""

from confledger.reports.badge.model import ATTENTION, BAD, GOOD, NOTE, UNKNOWN, Badge
from confledger.reports.visible import visible

# The contrast of white to each of them is above 4.5 to 1, as WCAG 2.2 asks for.
COLOURS = {
    GOOD: "#1a7f37",
    NOTE: "#0969da",
    ATTENTION: "#9a6700",
    BAD: "#cf222e",
    UNKNOWN: "#57606a",
}
LABEL = "#24292f"
_SIZE, _HEIGHT, _PAD = 11, 20, 6
# Thousandths of the size that DejaVu Sans, which is as wide as Verdana, has for each character.
_WIDTHS = {
    280: "'ijl",
    320: " ,.IJ",
    340: "/:;\\|",
    355: "f-",
    400: "()[]t!",
    411: "r",
    500: '"*_`',
    525: "sz?",
    560: "cL",
    592: "FkvxyPTY",
    615: "aoe",
    636: "$0123456789{}Ebdghnpqu",
    698: "ABCKRSVXZ",
    787: "&DGHNOQU",
    838: "#+<=>^~w",
    863: "M",
    990: "%Wm@",
}
_OF = {one: width for width, letters in _WIDTHS.items() for one in letters}
_OTHER = 700
# Longer ones nobody reads.
_MOST = 60


def picture(badge: Badge) -> str:
    """Return the badge as SVG."""
    label, message = _short(badge.label), _short(badge.message)
    left, right = width(label) + 2 * _PAD, width(message) + 2 * _PAD
    whole = left + right
    title = _escaped(f"{label}: {message}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{_HEIGHT}" '
        f'viewBox="0 0 {whole} {_HEIGHT}" role="img" aria-label="{title}">\n'
        f"  <title>{title}</title>\n"
        f'  <rect width="{whole}" height="{_HEIGHT}" rx="3" fill="{LABEL}"/>\n'
        f'  <path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v{_HEIGHT - 6}a3 3 0 0 1-3 3H{left}z" '
        f'fill="{COLOURS[badge.standing]}"/>\n'
        f'  <g fill="#ffffff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" '
        f'font-size="{_SIZE}" aria-hidden="true">\n'
        f"{_text(_PAD, label)}{_text(left + _PAD, message)}"
        f"  </g>\n"
        # On a dark page, its dark side would have no end.
        f'  <rect x="0.5" y="0.5" width="{whole - 1}" height="{_HEIGHT - 1}" rx="3" fill="none" '
        f'stroke="#8c959f" stroke-opacity="0.5"/>\n'
        f"</svg>\n"
    )


def width(text: str) -> int:
    """Return how many pixels a text takes."""
    return -(-sum(_OF.get(one, _OTHER) for one in text) * _SIZE // 1000)


def _text(at: int, text: str) -> str:
    # With its length, it fits in whatever font there is.
    return (
        f'    <text x="{at}" y="14" textLength="{width(text)}" '
        f'lengthAdjust="spacingAndGlyphs">{_escaped(text)}</text>\n'
    )


def _short(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _MOST else f"{shown[: _MOST - 1]}…"


def _escaped(text: str) -> str:
    for one, other in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(one, other)
    return text
