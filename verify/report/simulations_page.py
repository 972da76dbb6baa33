"""The claims that rest on simulations, and the figures."""

from __future__ import annotations

from collections.abc import Sequence

from verify.record import Record
from verify.report.drawings import Drawings
from verify.report.library import Volume
from verify.report.markup import Html, element, joined, listed, table
from verify.report.page import Page
from verify.report.words import verdict

LONGEST = 220  # characters of what was found in one case
OPEN, MANY = 3, 12  # cases of a claim, and claims of a figure, beyond which the others are folded


def _is_simulated(item: Record) -> bool:
    parts = [item["as_printed"], item["corrected"] or {"evidence": []}]
    return any(each["method"] == "simulation" for part in parts for each in part["evidence"]) or any(
        part.get("grade", "").startswith("samples") for part in parts
    )


def _found(item: Record) -> Html:
    """What was simulated, case by case: of the line as printed, and of the one that corrects it."""
    cases = []
    for part, name in ((item["as_printed"], ""), (item["corrected"] or {"evidence": []}, "corrected: ")):
        for each in part["evidence"]:
            if each["method"] == "simulation" or (each["data"] or {}).get("kind") == "simulation":
                cases.append(name + shortened(each["text"]))
    return joined((listed(cases[:OPEN]), _folded(f"{len(cases) - OPEN} more", listed(cases[OPEN:]))))


def shortened(text: str) -> str:
    """The first parts of the text, which semicolons end, within LONGEST; the first one in any case; '…' stands for the others.

    >>> shortened("0.05 +- 0.01 against 0.5; by two methods")
    '0.05 ± 0.01 against 0.5; by two methods'
    """
    kept, *others = text.replace(" +- ", " ± ").split("; ")
    while others and len(kept) + len(others[0]) < LONGEST:
        kept = f"{kept}; {others.pop(0)}"
    return f"{kept}; …" if others else kept


def _folded(name: str, inside: Html | None) -> Html | None:
    return element("details", element("summary", name), inside) if inside else None


def _belonging(claims: Sequence[str], volumes: Sequence[Volume]) -> Html | None:
    """The claims that a figure shows, folded where they are many."""
    links = joined((_claim_link(claim, volumes) for claim in claims), ", ")
    if len(claims) > MANY:
        return _folded(f"Belongs to {len(claims)} claims", element("p", links, class_="quiet"))
    return element("p", "Belongs to ", links, class_="quiet") if claims else None


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
            "or refute one; it never proves a formula. Each case: what was measured with its error bar, against what it must not exceed. "
            "The claim's page has all of it.",
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
        parts.append(element("section", html, _belonging(drawn.belongs[name], volumes), id=name))
    return Page("simulations.html", "Simulations", joined(parts))
