"""The offline report: every page and link from the committed records, nothing from outside, nothing unescaped."""

from __future__ import annotations

import dataclasses
import html
import posixpath
import re
from collections import Counter
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from verify.paper import keys as paper_keys
from verify.present import claim
from verify.present.errata import WEIGHTS
from verify.record import effective
from verify.report import claim_page, drawings, library, overview_page, provenance_page, simulations_page
from verify.report.library import Volume
from verify.report.markup import VOID
from verify.report.page import document
from verify.report.site import site
from verify.verdict import ACCEPTED

MOST = 300_000  # bytes of a page without its figures
HOSTILE = '</code><script>alert(\'x\')</script> href="@/nowhere" & <b onclick="x">'


@pytest.fixture(scope="module")
def volumes() -> tuple[Volume, ...]:
    return library.library()


@pytest.fixture(scope="module")
def files(volumes: tuple[Volume, ...]) -> dict[str, str]:
    """The full report without figures."""
    return site(volumes, lambda: drawings.Drawings(missing="left out here"))


class Checked(HTMLParser):
    """A page read strictly: every element is closed where it should be; ids, links, headings and sources are kept."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.faults: list[str] = []
        self.feed(text)
        self.close()
        self.faults += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[f"svg {tag}" if "svg" in self.open else tag] += 1
        for name, value in attrs:
            self.attributes[name] += 1
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "action"):
                self.links.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


def test_every_page_is_sound_and_every_link_leads_to_a_file(files: dict[str, str]) -> None:
    pages = {path: Checked(text) for path, text in files.items() if path.endswith(".html")}
    for path, page in pages.items():
        assert not page.faults, (path, page.faults)
        assert len(set(page.ids)) == len(page.ids), path
        assert page.tags["h1"] == page.tags["main"] == page.tags["title"] == 1, path
        assert not any(name.startswith("on") or name == "srcdoc" for name in page.attributes), path
        for link in page.links:
            name, _, place = link.partition("#")
            if link == "data:,":
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(name))) if name else path
            assert not link.startswith(("http", "//", "/", "@")) and target in files, (path, link)
            assert not place or place.startswith("m-") or place in pages[target].ids, (path, link)


def test_there_is_a_page_for_every_claim_paper_and_theorem(files: dict[str, str], volumes: tuple[Volume, ...]) -> None:
    assert {volume.key for volume in volumes} >= {"hrr2023", "li2024", "layton2026"}
    for volume in volumes:
        assert volume.page[2:] in files and f"errata/{volume.key}.html" in files
        for item in volume.records:
            assert volume.claim(item["label"])[2:] in files
            assert (volume.graph(item["label"])[2:] in files) == (item["kind"] == "theorem")
            assert f"{volume.key}:{item['label']}" in files["search.html"]
    assert files["search-index.js"].count('"') // 2 == sum(len(volume.records) for volume in volumes)


def test_a_page_shows_all_that_its_record_says(files: dict[str, str], volumes: tuple[Volume, ...]) -> None:
    for volume in volumes:
        for item in volume.records:
            text = html.unescape(files[volume.claim(item["label"])[2:]])
            fixed = item["corrected"] or {}
            parts = [item["title"], item["place"], item["statement"], *(fixed.get(name, "") for name in ("statement",))]
            parts += [link["statement"] for link in (*item["links"], *fixed.get("links", ()))] + item["mutants"][
                "listed"
            ]
            parts += list(item["domain"].values()) + [
                e["text"] for e in item["as_printed"]["evidence"] if e["method"] == "witness"
            ]
            assert all(str(part) in text for part in parts), item["label"]
            plain = " ".join(html.unescape(re.sub(r"<[^>]*>", "", files[volume.claim(item["label"])[2:]])).split())
            for part in (item["note"], item["slip"], fixed.get("why", ""), fixed.get("consequence", "")):
                assert " ".join(part.split()) in plain, (item["label"], part)
            for name, word in (("As printed", item["as_printed"]["word"]), ("As corrected", fixed.get("word"))):
                shown = re.search(rf'<dt>{name}</dt><dd><span class="badge (\w+)"', text)
                assert (shown[1] if shown else None) == word, item["label"]
            if item["as_printed"]["word"] == "refuted":
                assert f"ehrenfest show {volume.key}:{item['label']} --witness" in text
            assert all(volume.slugs[used] in text for used in (*item["uses"], *volume.users.get(item["label"], ())))


def test_pages_are_light_and_take_nothing_from_outside(files: dict[str, str]) -> None:
    heavy = {path: len(text.encode()) for path, text in files.items() if len(text.encode()) > MOST}
    assert not heavy
    for name in ("style.css", "report.js"):
        assert not re.search(r"https?:|@import|url\(|fetch|XMLHttp|eval", files[name]), name


def test_two_builds_are_the_same_bytes(files: dict[str, str], volumes: tuple[Volume, ...]) -> None:
    paper = next(volume for volume in volumes if volume.key == "layton2026")
    drawn = partial(drawings.Drawings, missing="left out here")
    assert site((paper,), drawn) == site((library.volume(library.BUILT_IN / "layton2026"),), drawn)
    text = files["provenance.html"]
    assert all(volume.digest in text for volume in volumes) and re.search(r"SHA-256 <code>[0-9a-f]{64}</code>", text)
    assert provenance_page.sources() == provenance_page.sources()
    assert not re.search(r"20\d\d-\d\d-\d\d|\d\d:\d\d:\d\d", text)


def _hostile(value: Any) -> Any:
    """The value with hostile text in every string that is free."""
    if isinstance(value, str):
        return value + HOSTILE
    if isinstance(value, dict):
        return {
            key: value[key] if key in ("word", "label", "kind", "paper", "uses", "method") else _hostile(value[key])
            for key in value
        }
    return [_hostile(each) for each in value] if isinstance(value, list) else value


def test_nothing_in_a_record_becomes_markup(volumes: tuple[Volume, ...]) -> None:
    for volume in volumes:
        for label in [item["label"] for item in volume.wrong][:3] + [item["label"] for item in volume.theorems][:1]:
            plain = volume.by_label[label]
            item = _hostile(plain)
            records = tuple(item if each["label"] == label else each for each in volume.records)
            changed = dataclasses.replace(volume, records=records)
            page = Checked(document(claim_page.claim_page(changed.by_label[label], changed), (volume.key,)))
            assert not page.faults and page.tags["script"] == 1 and not page.attributes["onclick"], label
            assert not any("nowhere" in link for link in page.links)


def test_every_simulated_case_is_on_one_page_in_whole_parts(files: dict[str, str], volumes: tuple[Volume, ...]) -> None:
    """As many cases as the records hold; a text that is cut ends with a part of it, and the rest of it is on the claim's page."""
    page = files["simulations.html"]
    for volume in volumes:
        for item in volume.records:
            for text in (each["text"] for each in item["as_printed"]["evidence"] if each["method"] == "simulation"):
                shown = simulations_page.shortened(text)
                assert html.escape(shown) in page and text.replace(" +- ", " ± ").startswith(shown.removesuffix("…"))
                assert len(shown) <= max(simulations_page.LONGEST, len(text.split("; ")[0])) + 3
    assert simulations_page.shortened("a" * 300 + "; b; c") == "a" * 300 + "; …" and simulations_page.shortened("a; b") == "a; b"
    assert page.count("<details>") > 5


def test_errata_come_in_the_order_that_is_stated(volumes: tuple[Volume, ...], files: dict[str, str]) -> None:
    for volume in volumes:
        order = list(volume.by_label)
        places = [(WEIGHTS.index(item["as_printed"]["error"]), order.index(item["label"])) for item in volume.wrong]
        assert places == sorted(places)
        links = [f'href="../{volume.claim(item["label"])[2:]}"' for item in volume.wrong]
        heads = [files[f"errata/{volume.key}.html"].index(f"<h3><a {link}") for link in links]
        assert heads == sorted(heads)
        assert len(volume.wrong) == sum(item["as_printed"]["word"] == "refuted" for item in volume.records)
        for item in volume.wrong:
            assert volume.claim(item["label"])[2:] in files[f"errata/{volume.key}.html"]
        for label in list(volume.by_label)[::20]:
            assert all(label in volume.below(user) for user in volume.above(label))


def test_bars_and_counts_agree_with_the_records(volumes: tuple[Volume, ...], files: dict[str, str]) -> None:
    for volume in volumes:
        found = Counter(item["as_printed"]["word"] for item in volume.records)
        shown = re.findall(r"<b>(\d+)</b> <span class=\"badge (\w+)", files[volume.page[2:]])
        assert {word: int(number) for number, word in shown} == dict(found)
        assert len(re.findall(r'<tr data-word="', files[volume.page[2:]])) == len(volume.records)
        for item in volume.theorems:
            nodes = re.findall(
                r'<a href="[^"]*/([^"/]+)\.html" class="node (\w+)', files[volume.graph(item["label"])[2:]]
            )
            labels = {slug: label for label, slug in volume.slugs.items()}
            assert len(nodes) > 1 and all(
                word == volume.by_label[labels[slug]]["inherited"]["word"] for slug, word in nodes
            )


def test_what_a_simulation_does_not_tell_apart_is_not_called_true(volumes: tuple[Volume, ...], files: dict[str, str]) -> None:
    """What becomes of the mutants is counted as it is listed: on the page of a claim, of its paper, in the overview, on the terminal."""
    words = {"equivalent": "true as well", "survived": "survived", "not_told_apart": "not told apart"}
    overview, shown = Path("paper_checks.md").read_text(encoding="utf-8"), 0
    for volume in volumes:
        for item in volume.records:
            found, listed = item["mutants"], Counter(text.partition(":")[0] for text in item["mutants"]["listed"])
            assert {name: found[name] for name in words} == {name: listed[word] for name, word in words.items()}, item["label"]
            text, typed = files[volume.claim(item["label"])[2:]], " ".join(claim.page(item, volume.by_label, item["label"]).split())
            assert f"{found['equivalent']} equivalent or true, {found['survived']} survived" in typed
            assert (f"{found['not_told_apart']} not told apart" in typed) == (found["not_told_apart"] > 0)
            if found["not_told_apart"]:
                assert f"{found['equivalent']} equivalent or true as well; {found['survived']} survived; " in text
                assert f"{found['not_told_apart']} not told apart by a simulation" in text
                shown += 1
        sums = [str(sum(item["mutants"][name] for item in volume.records)) for name in ("killed", *words)]
        assert re.search(rf"^\| {volume.key} \|.*\| {' [|] '.join(sums)} \|$", overview, re.MULTILINE)
        assert (f"{sums[3]} not told apart by a simulation" in files[volume.page[2:]]) == (sums[3] != "0")
    assert shown > 0


def test_a_verdict_never_stands_without_what_limits_it(volumes: tuple[Volume, ...], files: dict[str, str]) -> None:
    number = 0
    for volume in volumes:
        for item in volume.records:
            word = effective(item)
            limit = f" [{item['scope']}]" if item["scope"] and word in ACCEPTED else ""
            users = volume.users.get(item["label"], [])
            if users:
                text = html.unescape(files[volume.claim(users[0])[2:]])
                assert f'{item["title"]}<span class="quiet"> ({word}{limit})</span>' in text, item["label"]
            text = html.unescape(files[volume.claim(item["label"])[2:]] + files[volume.page[2:]])
            assert text.count(f"</span>{limit}</span>") >= 2, item["label"]
            number += bool(limit)
    assert number > 100


def test_a_paper_that_is_left_out_is_named(volumes: tuple[Volume, ...], files: dict[str, str]) -> None:
    missing = library.left_out(volumes)
    assert set(missing) == set(paper_keys()) - {volume.key for volume in volumes}
    assert ("Left out" in files["index.html"]) == bool(missing)
    assert library.left_out(volumes[:1]) == [key for key in paper_keys() if key != volumes[0].key]
    assert volumes[1].key in overview_page.overview_page(volumes[:1]).body
