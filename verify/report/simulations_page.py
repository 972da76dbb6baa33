"""The claims that rest on simulations, and the figures."""

from __future__ import annotations

from collections.abc import Sequence

from verify.record import Record
from verify.report.drawings import Drawings
from verify.report.library import Volume
from verify.report.markup import Html, element, joined, listed, table
from verify.report.page import Page
from verify.report.words import verdict

LONGEST = 220  # characters of what was found


def _is_simulated(item: Record) -> bool:
    parts = [item["as_printed"], item["corrected"] or {"evidence": []}]
    return any(each["method"] == "simulation" for part in parts for each in part["evidence"]) or any(
        part.get("grade", "").startswith("samples") for part in parts
    )


def _found(item: Record) -> str:
    """What was simulated: of the line as printed, and of the one that corrects it."""
    parts = []
    for part, name in ((item["as_printed"], ""), (item["corrected"] or {"evidence": []}, "corrected: ")):
        for each in part["evidence"]:
            if each["method"] == "simulation" or (each["data"] or {}).get("kind") == "simulation":
                parts.append(name + (each["text"] if len(each["text"]) <= LONGEST else each["text"][: LONGEST - 1] + "…"))
    return "; ".join(parts)


def _claim_link(claim: str, volumes: Sequence[Volume]) -> Html | str:
    key, _, label = claim.partition(":")
    for volume in volumes:
        if volume.key == key and label in volume.by_label:
            return element("a", claim, href=volume.claim(label))
    return claim


def simulations_page(volumes: Sequence[Volume], drawn: Drawings) -> Page:
    """The page."""
    parts: list[Html | None] = [
        element("h1", "Simulations"),
        element(
            "p",
            "A simulation can support a claim about simulated quantities beyond their error bars, by two independent methods, "
            "or refute one; it never proves a formula.",
        ),
    ]
    for volume in volumes:
        rows = []
        for item in volume.records:
            if _is_simulated(item):
                rows.append(
                    (
                        element("a", item["label"], href=volume.claim(item["label"])),
                        item["title"],
                        verdict(item),
                        _found(item),
                    )
                )
        if rows:
            parts += [
                element("h2", volume.key),
                table(("label", "title", "verdict", "found"), rows, f"Simulated claims of {volume.key}"),
            ]
    parts.append(element("h2", "Figures"))
    if drawn.missing:
        parts.append(element("p", drawn.missing))
    parts.append(
        listed((element("a", title, href=f"#{name}") for name, title in drawn.titles.items()), class_="contents")
    )
    for name, html in drawn.shown.items():
        about = joined((_claim_link(claim, volumes) for claim in drawn.belongs[name]), ", ")
        parts.append(
            element("section", html, element("p", "Belongs to ", about, class_="quiet") if about else None, id=name)
        )
    return Page("simulations.html", "Simulations", joined(parts))
