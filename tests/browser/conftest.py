"""The report in a real browser: one report, one headless Chromium for all tests, a second one for the longest.

These tests run when their folder is named (`make browser`, `pytest tests/browser`); a run of all tests leaves it out.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from driven import Browser

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    # What follows halves the time a page takes: nothing is painted, and no page is kept alive behind the next.
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-gpu-compositing",
    "--disable-software-rasterizer",
    "--disable-lcd-text",
    "--disable-smooth-scrolling",
    "--disable-site-isolation-trials",
    "--disable-features=BackForwardCache,Translate,OptimizationHints,MediaRouter",
)


def absent(reason: str) -> None:
    """Skip where nobody promised a browser, fail where CI did."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the full report."""
    from verify.report.library import library
    from verify.report.site import site
    from verify.report.write import write

    folder = tmp_path_factory.mktemp("report")
    write(site(library()), folder)
    return folder


def opened() -> Browser:
    """A new browser."""
    webdriver = pytest.importorskip("selenium.webdriver")
    from selenium.webdriver.chrome.service import Service

    binary = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    server = shutil.which("chromedriver")
    if binary is None or server is None:
        absent("needs chromium and chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(server))
    driver.set_page_load_timeout(60)
    return Browser(driver)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of all tests."""
    one = opened()
    yield one
    one.driver.quit()


@pytest.fixture
def browsers(browser: Browser) -> Iterator[list[Browser]]:
    """A browser for each of two processors, where there are two: the one of all tests, and another."""
    every = [browser] + [opened()] * (min(os.cpu_count() or 1, 2) - 1)
    yield every
    for other in every[1:]:
        other.driver.quit()
