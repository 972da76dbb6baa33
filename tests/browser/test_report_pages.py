"""Every page of the full report, from disk: no complaint in the console, contrast, no sideways overflow, keyboard, links."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest
from driven import Browser

INSPECT = (Path(__file__).parent / "inspect.js").read_text(encoding="utf-8")
EVERY = 12  # of these pages one is looked at in the other two combinations of width and colours as well


def _pages(report: Path) -> list[Path]:
    return sorted(report.rglob("*.html"))


def _faults(found: dict[str, Any], page: Path) -> list[str]:
    faults = [f"{kind}: {found[kind][:3]}" for kind in ("faint", "wide", "deaf", "unnamed") if found[kind]]
    faults += [f"{found['headings']} first-level headings"] if found["headings"] != 1 else []
    faults += [f"{found['broken']} links to places that are not there"] if found["broken"] else []
    faults += ["no text was looked at"] if found["texts"] < 20 else []
    for link in found["links"]:
        address = urlparse(link)
        if address.scheme != "file" or not Path(unquote(address.path)).is_file():
            faults.append(f"link to {link}")
    return [f"{page.name}: {fault}" for fault in faults]


def _looked_at(browser: Browser, pages: list[tuple[int, Path]]) -> tuple[int, list[str]]:
    """How often pages were looked at, and what is wrong with them."""
    faults, looks = [], 0
    for number, page in pages:
        browser.driver.get(page.as_uri())
        combinations = [(1400, False), (360, True)] if looks % 4 else [(360, True), (1400, False)]
        if number % EVERY == 0:
            combinations = [(1400, True), (360, False), *combinations]
        for width, dark in combinations:
            browser.look(width=width, dark=dark)
            found = browser.run(INSPECT)
            faults += [f"{width} px, {'dark' if dark else 'light'}, {fault}" for fault in _faults(found, page)]
            looks += 1
        faults += [f"{page.name}: console: {text}" for text in browser.complaints()]
    return looks, faults


def test_every_page(browsers: list[Browser], report: Path) -> None:
    pages = list(enumerate(_pages(report)))
    assert len(pages) > 600
    parts = [pages[first :: len(browsers)] for first in range(len(browsers))]
    with ThreadPoolExecutor(len(browsers)) as pool:
        done = list(pool.map(_looked_at, browsers, parts))
    assert sum(looks for looks, _ in done) > 2 * len(pages)
    faults = [fault for _, found in done for fault in found]
    assert not faults, f"{len(faults)} faults: " + "\n".join(faults[:40])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("document.querySelector('main p').style.color = '#aaa'", "faint"),
        ("document.querySelector('main p').style.minWidth = '3000px'", "wide"),
        ("document.querySelector('main a').tabIndex = -1", "deaf"),
        ("document.querySelector('main a').textContent = ''", "unnamed"),
        ("document.querySelector('main a').setAttribute('href', 'nowhere.html')", "link to"),
        ("document.querySelector('main h1').remove()", "headings"),
    ],
)
def test_the_inspection_can_fail(browser: Browser, report: Path, change: str, fault: str) -> None:
    browser.look(width=1400, dark=False)
    browser.driver.get((report / "index.html").as_uri())
    assert not _faults(browser.run(INSPECT), report / "index.html")
    browser.run(change)
    assert any(fault in each for each in _faults(browser.run(INSPECT), report / "index.html"))


def test_the_console_is_heard(browser: Browser, report: Path) -> None:
    browser.driver.get((report / "index.html").as_uri())
    browser.complaints()
    browser.run("console.error('heard')")
    assert any("heard" in text for text in browser.complaints())
