"""The page of one paper: its claims in the paper's order, section by section, and its conventions."""

from __future__ import annotations

from itertools import groupby

from verify.record import Record, effective
from verify.report.counts import bar, covered, mutants, mutants_in_words
from verify.report.library import Volume
from verify.report.markup import Html, element, joined, listed, table
from verify.report.page import Page, contents
from verify.report.words import badge, inherited, mark, scope
from verify.verdict import WORDS


def filter_form(name: str) -> Html:
    """A field and buttons that narrow the rows below it; a script shows it, as it is of no use without one."""
    words = [
        element("label", element("input", type="checkbox", value=word, checked=True), mark(word), word)
        for word in WORDS
    ]
    return element(
        "form",
        element("label", "Filter ", element("input", type="search", class_="words", placeholder="label or word")),
        element("fieldset", element("legend", "Verdict as printed"), *words),
        element("p", class_="count", role="status"),
        class_="filter",
        hidden=True,
        aria_label=name,
    )


def _row(item: Record, volume: Volume) -> Html:
    printed, fixed = item["as_printed"], item["corrected"]
    word = joined(
        [
            badge(printed["word"], scope(item, printed["word"])),
            element("span", f" {printed['error']}", class_="error") if printed["error"] else None,
        ]
    )
    rests = item["inherited"]
    cells = [
        element("th", element("a", item["label"], href=volume.claim(item["label"])), scope="row"),
        element("td", item["title"]),
        element("td", word),
        element("td", badge(fixed["word"], scope(item, fixed["word"])) if fixed is not None else ""),
        element("td", badge(rests["word"]), " ", element("span", inherited(item), class_="quiet")),
        element("td", item["mutants"]["killed"] or "", class_="number"),
    ]
    return element("tr", *cells, data_word=printed["word"])


def paper_page(volume: Volume) -> Page:
    """The page."""
    paper = volume.paper
    missing = [label for label in paper.numbered if label not in volume.by_label]
    facts = [
        f"{len(volume.records)} claims; {covered(*volume.covered)}.",
        ", ".join(mutants_in_words(mutants(volume.records))) + ".",
        f"{len(volume.wrong)} statements refuted as printed.",
    ]
    if missing:
        facts.append("Numbered, without a claim: " + ", ".join(missing) + ".")
    sections = [(title, list(items)) for title, items in groupby(volume.records, key=lambda item: item["section"])]
    head = ("label", "title", "as printed", "corrected", "with all it uses", "mutants rejected")
    columns = element("tr", *(element("th", cell, scope="col") for cell in head))
    blocks = []
    for number, (title, items) in enumerate(sections, 1):
        rows = [_row(item, volume) for item in items]
        inner = element("table", element("thead", columns), element("tbody", *rows), class_="ledger")
        frame = element("div", inner, class_="scroll", tabindex="0", role="region", aria_label=title)
        blocks.append(element("section", element("h3", title), frame, id=f"s{number}", class_="group"))
    graphs = [
        joined(
            [mark(effective(item)), element("a", item["label"], href=volume.graph(item["label"])), f" {item['title']}"]
        )
        for item in volume.theorems
    ]
    body = joined(
        [
            element("h1", paper.title),
            element("p", f"{paper.authors}. {paper.source}.", class_="quiet"),
            bar(volume.records),
            listed(facts),
            element("p", element("a", f"Errata of {volume.key}", href=f"@/errata/{volume.key}.html")),
            _conventions(volume),
            element(
                "details",
                element("summary", f"Proof graphs of {len(graphs)} theorems"),
                listed(graphs, class_="claims"),
            )
            if graphs
            else None,
            element("h2", "Claims in the paper's order"),
            element(
                "details",
                element("summary", "Sections"),
                contents([(f"s{number}", title) for number, (title, _) in enumerate(sections, 1)], "Sections"),
            ),
            filter_form("Filter the claims"),
            *blocks,
        ]
    )
    return Page(volume.page[2:], f"{volume.key}: {paper.title}", body, volume.key)


def _conventions(volume: Volume) -> Html | None:
    rows = [(each.subject, each.choice, each.place) for each in volume.paper.conventions]
    if not rows:
        return None
    return element(
        "details",
        element("summary", f"Conventions ({len(rows)})"),
        table(("subject", "taken as", "from"), rows, f"Conventions of {volume.key}"),
    )
