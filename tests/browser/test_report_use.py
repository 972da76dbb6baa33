"""What a reader does with the report: search, filter, both statements, the graph, the keyboard, no script, a printer."""

from __future__ import annotations

import re
from pathlib import Path

from driven import Browser
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

INSPECT = (Path(__file__).parent / "inspect.js").read_text(encoding="utf-8")


def _open(browser: Browser, page: Path, width: int = 1400) -> None:
    browser.look(width=width, dark=False)
    browser.driver.get(page.as_uri())


def _shown(browser: Browser, selector: str) -> list[str]:
    every = f"[...document.querySelectorAll({selector!r})]"
    return browser.run(f"return {every}.filter(e => e.getClientRects().length).map(e => e.textContent)")


def test_search_finds_a_label_from_any_page(browser: Browser, report: Path) -> None:
    _open(browser, report / "claims" / "li2024" / "2.17.html")
    browser.driver.find_element(By.ID, "q").send_keys("D13", Keys.ENTER)
    browser.wait("search.html?q=D13")
    rows = _shown(browser, "#found li")
    assert rows and rows[0].startswith("hrr2023:D13 "), rows[:2]
    browser.driver.find_element(By.CSS_SELECTOR, "#found li a").click()
    browser.wait("/D13.html")
    assert "Bound on the squared quantum error" in browser.driver.find_element(By.TAG_NAME, "h1").text


def test_search_finds_words_of_a_statement_and_says_when_there_is_nothing(browser: Browser, report: Path) -> None:
    _open(browser, report / "search.html")
    every = len(_shown(browser, "#found li"))
    field = browser.driver.find_element(By.CSS_SELECTOR, ".filter .words")
    field.send_keys("Bochner")
    assert "hrr2023:x/norm-of-integral" in " ".join(_shown(browser, "#found li"))
    field.clear()
    field.send_keys("nosuchwordanywhere")
    assert not _shown(browser, "#found li")
    assert "No claim" in browser.driver.find_element(By.CSS_SELECTOR, ".count").text
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(Keys.DELETE)
    assert len(_shown(browser, "#found li")) == every > 600


def test_the_filter_of_a_paper(browser: Browser, report: Path) -> None:
    _open(browser, report / "papers" / "hrr2023.html")
    every = len(_shown(browser, ".ledger tbody tr"))
    browser.run(
        "for (const b of document.querySelectorAll('.filter input[type=checkbox]')) if (b.value != 'refuted') b.click()"
    )
    rows = _shown(browser, ".ledger tbody tr")
    assert 0 < len(rows) < every and all("refuted" in row for row in rows)
    browser.driver.find_element(By.CSS_SELECTOR, ".filter .words").send_keys("D2")
    assert {row.split()[0][:2] for row in _shown(browser, ".ledger tbody tr th")} <= {"D2"}


def test_a_claim_shows_both_statements_as_mathematics(browser: Browser, report: Path) -> None:
    _open(browser, report / "claims" / "hrr2023" / "F3.html")
    for side in (".printed", ".corrected"):
        part = browser.driver.find_element(By.CSS_SELECTOR, side)
        assert part.find_elements(By.CSS_SELECTOR, ".statement math"), side
        assert part.find_element(By.CSS_SELECTOR, ".statement").size["height"] > 20
    assert "max" in browser.run("return document.querySelector('.corrected .statement').textContent")
    assert "max" not in browser.run("return document.querySelector('.printed .statement').textContent")
    assert browser.run("return document.querySelector('.printed msup').getBoundingClientRect().height") > 10
    assert "ehrenfest show hrr2023:F3 --witness" in browser.driver.find_element(By.TAG_NAME, "main").text


def test_the_nodes_of_a_graph_are_links(browser: Browser, report: Path) -> None:
    _open(browser, report / "graphs" / "hrr2023" / "Theorem1.html")
    nodes = browser.run("return [...document.querySelectorAll('.graph a.node')].map(a => a.getAttribute('href'))")
    assert len(nodes) > 50 and all((report / "graphs" / "hrr2023" / node).resolve().is_file() for node in nodes)
    before = browser.run("return document.querySelector('.graph').getBoundingClientRect().width")
    browser.driver.find_element(By.CSS_SELECTOR, "[data-zoom=fit]").click()
    assert browser.run("return document.querySelector('.graph').getBoundingClientRect().width") < before
    browser.run("document.querySelector('.graph a.node').focus()")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    browser.wait("/claims/hrr2023/")
    _open(browser, report / "graphs" / "hrr2023" / "Lemma1.html")
    browser.driver.find_elements(By.CSS_SELECTOR, ".graph a.node text")[3].click()
    browser.wait("/claims/hrr2023/")


def test_boxes_of_a_graph_do_not_overlap(browser: Browser, report: Path) -> None:
    script = """
      const boxes = [...document.querySelectorAll('.graph .node rect')].map(e => e.getBoundingClientRect());
      const texts = [...document.querySelectorAll('.graph .node')].filter(n => {
        const box = n.querySelector('rect').getBoundingClientRect(), text = n.querySelector('text').getBoundingClientRect();
        return text.left < box.left || text.right > box.right; });
      const hits = boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b =>
        a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
      return [boxes.length, hits.length, texts.map(n => n.textContent)];"""
    for page in sorted((report / "graphs").rglob("*.html")):
        _open(browser, page)
        number, hits, texts = browser.run(script)
        assert number > 1 and hits == 0 and not texts, (page.name, number, hits, texts)


def test_the_keyboard_reaches_every_link(browser: Browser, report: Path) -> None:
    _open(browser, report / "index.html")
    wanted = browser.run("return document.querySelectorAll('a[href], button, input').length")
    reached = set()
    for step in range(wanted + 60):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        place = browser.run(
            "const e = document.activeElement; return [[...document.querySelectorAll('*')].indexOf(e), e.tagName, "
            "getComputedStyle(e).outlineStyle, e.className]"
        )
        if step == 0:
            assert "skip" in place[3]
        if place[1] == "BODY":
            break
        assert place[2] != "none", place
        if place[1] in ("A", "BUTTON", "INPUT"):
            reached.add(place[0])
    assert len(reached) == wanted


def test_the_skip_link_leads_to_the_content(browser: Browser, report: Path) -> None:
    _open(browser, report / "claims" / "hrr2023" / "D13.html")
    browser.driver.switch_to.active_element.send_keys(Keys.TAB)
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "content"


def test_a_screen_reader_finds_its_way(browser: Browser, report: Path) -> None:
    _open(browser, report / "claims" / "hrr2023" / "D13.html")
    browser.driver.execute_cdp_cmd("Accessibility.enable", {})
    ask = "Accessibility.getFullAXTree"
    WebDriverWait(browser.driver, 30).until(lambda driver: len(driver.execute_cdp_cmd(ask, {})["nodes"]) > 100)
    tree = browser.driver.execute_cdp_cmd(ask, {})["nodes"]
    browser.driver.execute_cdp_cmd("Accessibility.disable", {})
    roles = {node["role"]["value"] for node in tree if not node.get("ignored") and "role" in node}
    assert {"main", "navigation", "banner", "contentinfo", "heading", "search", "MathMLMath"} <= roles, roles
    named = [
        node for node in tree if node.get("role", {}).get("value") == "image" and not node.get("name", {}).get("value")
    ]
    assert not named


def test_without_a_script_the_pages_are_whole(browser: Browser, report: Path) -> None:
    lists = {
        "search.html": "#found li",
        "papers/li2024.html": ".ledger tbody tr",
        "graphs/li2024/Lemma3.3.html": "a.node",
    }
    for name, selector in lists.items():
        page = report / name
        bare = page.with_name(f"bare-{page.name}")
        bare.write_text(re.sub(r"<script.*?</script>", "", page.read_text(encoding="utf-8")), encoding="utf-8")
        try:
            _open(browser, bare)
            number = len(_shown(browser, selector))
            assert number == browser.run("return document.querySelectorAll(arguments[0]).length", selector) > 20
            assert not _shown(browser, ".filter") and not _shown(browser, ".zoom")
        finally:
            bare.unlink()


def test_the_colours_can_be_chosen(browser: Browser, report: Path) -> None:
    _open(browser, report / "index.html")
    ground = "return getComputedStyle(document.documentElement).backgroundColor"
    before = browser.run(ground)
    button = browser.driver.find_element(By.CSS_SELECTOR, ".find button[type=button]")
    button.click()
    assert browser.run(ground) != before
    button.click()
    assert browser.run(ground) == before
    browser.run("localStorage.clear()")


def test_print(browser: Browser, report: Path) -> None:
    _open(browser, report / "claims" / "hrr2023" / "F3.html")
    browser.look(width=800, dark=True, medium="print")
    assert browser.run("return getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert not _shown(browser, "header nav") and not _shown(browser, ".find")
    assert len(browser.driver.print_page()) > 10_000
    for page in ("claims/hrr2023/F3.html", "graphs/li2024/Lemma3.3.html", "index.html"):
        _open(browser, report / page)
        browser.look(width=800, dark=True, medium="print")
        browser.run("document.documentElement.dataset.theme = 'dark'")
        found = browser.run(INSPECT)
        assert found["texts"] > 20 and not found["faint"], (page, found["faint"][:3])
    browser.look(width=1400, dark=False)
