"""What is wrong as printed: every erratum with its correction and what follows from it, then the slips."""

from __future__ import annotations

from collections.abc import Sequence

from verify.present.errata import ABOUT, WEIGHTS, best_reading, witnessed
from verify.record import Record
from verify.report.claim_page import shown_statement
from verify.report.library import Volume
from verify.report.markup import Html, element, joined, listed
from verify.report.page import Page
from verify.report.words import badge, linked, scope, verdict

ORDER = "Errors of substance come first, slips last; lines of one weight are in the paper's order."
HEADS = {
    "substance": "Of substance", "ambiguous": "Where the text can be read in several ways",
    "slip": "Slips of the print that are refuted as they stand",
}  # fmt: skip


def rests(item: Record, volume: Volume) -> str:
    """How many claims rest on it, in words."""
    number = len(volume.above(item["label"]))
    return f"{number} claim{'s' * (number != 1)} rest{'s' * (number == 1)} on it" if number else "no claim rests on it"


def short(item: Record, volume: Volume) -> Html:
    """An erratum in two lines: what is wrong, and what follows."""
    fixed = item["corrected"]
    link = element("a", f"{volume.key}:{item['label']}", href=volume.claim(item["label"]))
    follows = (
        element("p", linked(fixed["consequence"] or fixed["why"], volume, item["label"])) if fixed is not None else None
    )
    return joined(
        [
            element(
                "p",
                element("b", link, " ", item["title"]),
                " ",
                verdict(item),
                element("span", f" {item['place']}; {rests(item, volume)}", class_="quiet"),
            ),
            follows,
        ]
    )


def _whole(item: Record, volume: Volume) -> Html:
    """An erratum with both statements."""
    fixed, label = item["corrected"], item["label"]
    witness = witnessed(item)
    witness = witness if len(witness) <= 300 else witness[:299] + "…"
    head = element("h3", element("a", f"{volume.key}:{label}", href=volume.claim(label)), " ", item["title"])
    columns = [
        element(
            "div",
            element("p", "Printed ", badge("refuted"), class_="quiet"),
            shown_statement(item["statement"], f"{label} as printed"),
        )
    ]
    if fixed is not None:
        word = badge(fixed["word"], scope(item, fixed["word"]))
        columns.append(
            element(
                "div",
                element("p", "Corrected ", word, class_="quiet"),
                shown_statement(fixed["statement"], f"{label} as corrected"),
            )
        )
    parts = [
        head,
        element("p", f"{item['place']} · {item['as_printed']['error']} · {rests(item, volume)}", class_="quiet"),
        element("div", *columns, class_="statements two"),
    ]
    if fixed is not None:
        parts.append(element("p", element("b", "Why: "), linked(fixed["why"], volume, label)))
        if fixed["consequence"]:
            parts.append(element("p", element("b", "Consequence: "), linked(fixed["consequence"], volume, label)))
    parts.append(element("p", element("b", "Witness: "), witness))
    if item["slip"]:
        parts.append(element("p", element("b", "Besides: "), linked(item["slip"], volume, label)))
    return element("article", *parts, class_="erratum", id=f"e-{volume.key}-{volume.slugs[label]}")


def errata_pages(volumes: Sequence[Volume]) -> list[Page]:
    """The list of all errata, and a page a paper with both statements of each."""
    rows: list[Html] = []
    pages = []
    for volume in volumes:
        whole = element(
            "a", f"{volume.key}: {len(volume.wrong)} errata with both statements", href=f"@/errata/{volume.key}.html"
        )
        rows += [element("h2", volume.key), element("p", whole)]
        for weight in WEIGHTS:
            found = [item for item in volume.wrong if item["as_printed"]["error"] == weight]
            if found:
                rows += [
                    element("h3", f"{HEADS[weight]} ({len(found)})"),
                    listed((short(item, volume) for item in found), class_="errata") or Html(),
                ]
        if several := [(item, *best_reading(item)) for item in volume.in_one_reading]:
            rows += [
                element("h3", f"Refuted in one reading, and the strongest other one ({len(several)})"),
                listed(joined([element("a", item["label"], href=volume.claim(item["label"])), f" ({item['place']}): {known_as}",
                               shown_statement(statement, f"{item['label']}, the strongest reading"),
                               linked(item["note"], volume, item["label"])]) for item, known_as, statement in several) or Html(),
            ]  # fmt: skip
        slips = [
            joined(
                [element("a", item["label"], href=volume.claim(item["label"])), f" ({item['place']}): {item['slip']}"]
            )
            for item in volume.slips
        ]
        if slips:
            rows += [
                element("h3", f"Slips whose meaning is plain, checked as they are meant ({len(slips)})"),
                element("details", element("summary", f"{len(slips)} slips"), listed(slips) or Html()),
            ]
        body = joined(
            [
                element("h1", f"Errata of {volume.key}"),
                element("p", f"{volume.paper.title}. {ORDER}"),
                *(_whole(item, volume) for item in volume.wrong),
            ]
        )
        pages.append(Page(f"errata/{volume.key}.html", f"Errata of {volume.key}", body, volume.key))
    total = sum(len(volume.wrong) for volume in volumes)
    body = joined([element("h1", "Errata"), element("p", f"{total} statements are refuted as printed. {ORDER} {ABOUT}"), *rows])
    return [Page("errata.html", "Errata", body), *pages]
