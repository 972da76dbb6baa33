"""What must be right for the verdicts to mean what they say: the trusted files, and what is taken from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from verify.record import Record, effective
from verify.report.library import Volume
from verify.report.markup import Html, element, joined, listed, table
from verify.report.page import Page
from verify.report.words import linked
from verify.trusted import sizes


def _cited(item: Record, volume: Volume) -> Html:
    parts = (item["as_printed"], item["corrected"] or {})
    found = next((e for part in parts for e in part.get("evidence", ()) if e["method"] == "cited"), None)
    number = len(volume.above(item["label"]))
    text = (
        element(
            "p",
            linked(found["text"], volume),
            "; checking it would take: ",
            linked(str(found["data"].get("would take", "")), volume),
        )
        if found is not None
        else None
    )
    head = element(
        "p",
        element("a", item["label"], href=volume.claim(item["label"])),
        " ",
        item["title"],
        element("span", f" ({number} claims rest on it)" if number else "", class_="quiet"),
    )
    return joined([head, text])


def trust_page(volumes: Sequence[Volume]) -> Page:
    """The page."""
    rows = sizes()
    total = sum(lines for _, lines, _ in rows)
    parts: list[Html | None] = [
        element("h1", "Trusted base"),
        element(
            "p",
            f"These {len(rows)} files, {total} lines in all, must be right for proved, certified, supported and refuted to mean what "
            "they say. FLINT and Arb (python-flint) and SymPy's construction of expressions lie below them; above them the check that "
            "calls them, the kinds of statement and the claims, which must be right as well. A Proof, a Cover or a Support, without "
            "which nothing is proved, certified or supported, is built in these files only.",
        ),
        table(
            ("file", "lines", "what it does"),
            [(element("code", name), lines, what) for name, lines, what in rows],
            "Trusted files",
        ),
        element(
            "p",
            "Also to be read by whoever relies on a verdict: the formal statement of the claim, which stands on its page.",
        ),
        element("h2", "Taken from elsewhere"),
    ]
    for volume in volumes:
        leaves = [item for item in volume.records if effective(item) == "cited"]
        leaves.sort(key=lambda item: -len(volume.above(item["label"])))
        parts.append(element("h3", f"{volume.key}: {len(leaves)} cited"))
        parts.append(listed((_cited(item, volume) for item in leaves), class_="leaves"))
        partly = [item for item in volume.records if item["scope"]]
        entries = listed(
            joined([element("a", item["label"], href=volume.claim(item["label"])), f": {item['scope']}"])
            for item in partly
        )
        if entries is not None:
            parts.append(
                element(
                    "details", element("summary", f"{len(partly)} claims checked for less than they print"), entries
                )
            )
    return Page("trust.html", "Trusted base", joined(parts))
