"""The list of all claims, which a script narrows to what is looked for; without a script it is the whole list."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from verify.record import Record
from verify.report.library import Volume
from verify.report.markup import Html, element, joined
from verify.report.page import Page
from verify.report.words import mark, scope

INDEX = "search-index.js"
# fmt: off
TRIVIAL = frozenset({
    "that", "with", "this", "from", "where", "which", "have", "than", "what", "only", "there", "they", "here", "each", "into", "also",
    "then",
})
# fmt: on


def search_page(volumes: Sequence[Volume]) -> Page:
    """The page: one line a claim."""
    rows = [_row(item, volume) for volume in volumes for item in volume.records]
    field = element(
        "form",
        element("label", "Label or words ", element("input", type="search", class_="words", name="q")),
        element("p", class_="count", role="status"),
        class_="filter",
        hidden=True,
        role="search",
        aria_label="Search the claims",
    )
    body = joined([element("h1", "All claims"), field, element("ul", *rows, class_="found", id="found")])
    return Page("search.html", "Search", body, script=INDEX)


def _row(item: Record, volume: Volume) -> Html:
    word = item["as_printed"]["word"]
    name = f"{volume.key}:{item['label']}"
    known = word + scope(item, word)
    return element(
        "li",
        mark(word),
        element("a", name, href=volume.claim(item["label"])),
        " ",
        item["title"],
        " ",
        element("span", f"{known}, {item['place']}" if item["place"] != f"({item['label']})" else known),
    )


def index(volumes: Sequence[Volume]) -> str:
    """A script that holds, for every claim in the order of the list, the words of its statements, its note and its correction."""
    rows = [_words(item) for volume in volumes for item in volume.records]
    return f"window.ehrenfestWords={json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n".replace(
        "</", "<\\/"
    )


def _words(item: Record) -> str:
    fixed = item["corrected"] or {}
    shown = f"{item['label']} {item['title']} {item['place']}".lower()
    text = " ".join(
        str(part)
        for part in (
            item["statement"],
            fixed.get("statement", ""),
            fixed.get("consequence", ""),
            item["note"],
            item["slip"],
            item["section"],
        )
    )
    text = re.sub(r"\\(?:text|mathrm|left|right|frac|mathcal|begin|end|quad|partial|hat)\b", " ", text)
    found = dict.fromkeys(re.findall(r"[a-zäöüß]{4,}", text.lower()))
    return " ".join(word for word in found if word not in TRIVIAL and word not in shown)
