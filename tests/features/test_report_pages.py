"""The page of a report in a browser: nothing hostile lives, and everybody can use it.

One browser and one page for all of it. The statement holds every kind of block and text; real
reports are made of the same.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from confledger.reports.statement.renderers import html
from confledger.reports.visible import visible
from reports.statement.example import DIGEST, HOSTILE, statement

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_BROWSER = os.environ.get("CONFLEDGER_CHROMIUM") or next(
    filter(None, map(shutil.which, _NAMES)), ""
)
# It runs as root in CI, and must not ask the network for anything of its own.
_FLAGS = (
    *("--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_ROWS = 30


class Seen:
    """A page that is open, and what it asked for or complained about."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda one: self.requests.append(one.url))
        page.on("console", lambda one: self.complaints.append(one.text))
        page.on("pageerror", lambda one: self.complaints.append(str(one)))

    def ask(self, script: str) -> Any:
        """Return what a script of ours says of the page."""
        return self.page.evaluate(script)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """Yield the page of the example on a telephone."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if not _BROWSER:
        pytest.skip("no Chromium here")
    file: Path = tmp_path_factory.mktemp("page") / "debt.html"
    file.write_text(html.render(statement(_ROWS)), encoding="utf-8")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=_BROWSER, args=[*_FLAGS])
        found = Seen(browser.new_page(viewport={"width": 360, "height": 800}, color_scheme="light"))
        found.page.goto(file.as_uri())
        yield found
        browser.close()


def test_the_first_stop_skips_what_is_above_the_report(seen: Seen) -> None:
    # The first test, while nothing has been touched.
    seen.page.keyboard.press("Tab")

    assert seen.ask("document.activeElement.textContent") == "Skip to the report"


def test_it_asks_for_nothing_and_breaks_no_rule_of_its_own(seen: Seen) -> None:
    assert [one.rsplit("/", 1)[1] for one in seen.requests] == ["debt.html"]
    assert seen.complaints == []
    # The styles were taken: without them, the bar at the top would scroll away.
    assert seen.ask("getComputedStyle(document.querySelector('.bar')).position") == "sticky"
    assert DIGEST in seen.ask("document.querySelector('meta[name=confledger]').content")


def test_what_somebody_committed_is_text(seen: Seen) -> None:
    assert seen.ask("document.querySelectorAll('img, b, i, main script').length") == 0
    assert seen.ask("document.scripts.length") == 1
    links = "[...document.querySelectorAll('main a')].map(one => one.getAttribute('href'))"
    assert seen.ask(links) == ["debt_report.html"]
    shown = seen.ask(
        "[...document.querySelectorAll('table[data-filter] tbody tr')]"
        ".map(row => row.cells[3].textContent)"
    )
    assert shown[: len(HOSTILE)] == [visible(one).replace("`c`", "c") for one in HOSTILE]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_rules_of_axe_hold(seen: Seen, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    seen.page.emulate_media(color_scheme=theme)
    seen.ask("document.querySelectorAll('details').forEach(one => one.open = true)")

    found = axe.Axe().run(seen.page, options={"resultTypes": ["violations"]}).response

    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_is_wider_than_the_page(seen: Seen, width: int) -> None:
    seen.page.set_viewport_size({"width": width, "height": 800})

    assert seen.ask("document.documentElement.scrollWidth") == width


def test_the_keyboard_sorts_a_table_and_what_is_unknown_stays_last(seen: Seen) -> None:
    page = seen.page
    minutes = (
        "[...document.querySelector('table[data-filter]').tBodies[0].rows]"
        ".map(row => row.cells[5].dataset.v)"
    )
    before = seen.ask(minutes)
    known = sorted((one for one in before if one), key=int)
    unknown = [one for one in before if not one]
    assert unknown

    page.get_by_role("button", name="Sort by To fix").focus()
    page.keyboard.press("Enter")
    assert seen.ask(minutes) == [*known, *unknown]
    page.keyboard.press("Space")
    assert seen.ask(minutes) == [*known[::-1], *unknown]
    assert seen.ask("document.querySelector('th[aria-sort]').getAttribute('aria-sort')") == (
        "descending"
    )
    assert seen.ask("document.querySelector('[role=status]').textContent") == (
        "Sorted by To fix, descending"
    )


def test_the_keyboard_filters_a_table_and_the_number_is_told(seen: Seen) -> None:
    page = seen.page
    rows = "[...document.querySelectorAll('table[data-filter] tbody tr')].filter(r => !r.hidden)"

    page.get_by_role("searchbox", name="Filter").first.focus()
    page.keyboard.type("SERVICE-07 prod")
    page.locator("[aria-live]", has_text="1 of 30 rows").wait_for()
    assert seen.ask(f"{rows}.length") == 1
    page.keyboard.press("Escape")
    assert seen.ask(f"{rows}.length") == _ROWS


def test_a_link_opens_what_is_folded_and_the_theme_can_be_chosen(seen: Seen) -> None:
    page = seen.page
    seen.ask("document.querySelectorAll('details').forEach(one => one.open = false)")
    page.get_by_role("link", name="Schemas").click()
    page.locator("#schemas details[open]").wait_for()

    page.emulate_media(color_scheme="light")
    before = seen.ask("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark theme").click()
    assert seen.ask("getComputedStyle(document.body).backgroundColor") != before
    assert page.get_by_role("button", name="Light theme").is_visible()
