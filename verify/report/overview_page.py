"""The first page: how far each paper is covered, what is wrong first, and what the words mean."""

from __future__ import annotations

from collections.abc import Sequence

from verify.report.counts import bar, covered, mutants
from verify.report.errata_page import ORDER, short
from verify.report.library import Volume, left_out
from verify.report.markup import Html, element, joined, listed, table
from verify.report.page import Page
from verify.report.words import MEANING, badge, named
from verify.verdict import WORDS

FIRST = 6  # errata of a paper on the first page


def overview_page(volumes: Sequence[Volume]) -> Page:
    """The page."""
    total = sum(len(volume.records) for volume in volumes)
    wrong = sum(item["as_printed"]["error"] == "substance" for volume in volumes for item in volume.wrong)
    intro = (
        f"{total} claims of {len(volumes)} paper{'s' * (len(volumes) != 1)}, each with a verdict that says how it is known. "
        f"{wrong} printed statements are wrong in substance."
    )
    missing = left_out(volumes)
    if missing:
        intro += f" Left out, because not among the committed records: {', '.join(missing)}."
    body = joined(
        [
            element("h1", "What holds, line by line"),
            element("p", intro, class_="lede"),
            element("div", *(_card(volume) for volume in volumes), class_="cards"),
            element("h2", "Wrong in substance, as printed"),
            element("p", ORDER, class_="quiet"),
            *(_errata(volume) for volume in volumes),
            _open(volumes),
            element("h2", "What the words mean"),
            table(
                ("word", "may be used only if"),
                [(badge(word), MEANING[word]) for word in WORDS],
                "The verdicts, strongest first",
            ),
        ]
    )
    return Page("index.html", "Overview", body)


def _card(volume: Volume) -> Html:
    changed = mutants(volume.records)
    facts = (
        f"{len(volume.records)} claims; {covered(*volume.covered)}; "
        f"{len(volume.wrong)} refuted as printed; {changed['killed']} changed statements rejected by the checks, "
        f"{changed['survived']} survived."
    )
    return element(
        "section",
        element("h2", element("a", f"{volume.key}", href=volume.page), ": ", volume.paper.title),
        element("p", f"{volume.paper.authors}. {volume.paper.source}.", class_="quiet"),
        bar(volume.records),
        element("p", facts),
        class_="card",
    )


def _errata(volume: Volume) -> Html | None:
    found = [item for item in volume.wrong if item["as_printed"]["error"] == "substance"]
    if not found:
        return None
    more = None
    if len(found) > FIRST:
        link = element("a", f"all {len(volume.wrong)} errata of {volume.key}", href=f"@/errata/{volume.key}.html")
        more = element("p", f"{len(found) - FIRST} more of substance: ", link, ".")
    return joined(
        [element("h3", volume.key), listed([short(item, volume) for item in found[:FIRST]], class_="errata"), more]
    )


def _open(volumes: Sequence[Volume]) -> Html:
    found = [
        (volume, item) for volume in volumes for item in volume.records if item["as_printed"]["word"] == "undecided"
    ]
    rows = [joined([f"{volume.key}: ", named(volume, item["label"])]) for volume, item in found]
    return joined([element("h2", "Undecided"), listed(rows, class_="claims") or element("p", "No claim is undecided.")])
