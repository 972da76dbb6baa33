"""Verdicts as a word with a shape and a colour, and text in which the labels of claims are links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from verify.record import Record, effective
from verify.report.library import Volume
from verify.report.markup import Html, element, escape, joined
from verify.verdict import ACCEPTED, WORDS, Grade

MEANING = {
    "proved": "a finite exact computation, for all values of the recorded domain",
    "certified": "ball arithmetic encloses the statement on the whole recorded box",
    "supported": "simulated quantities satisfy it beyond their error bars, by two methods",
    "cited": "taken from elsewhere, not checked here",
    "undecided": "everything else, with the reason",
    "refuted": "a witness satisfies every assumption and violates the statement",
}
SHAPES = {
    "proved": '<circle cx="8" cy="8" r="7"/><path class="cut" d="M4.5 8.3l2.4 2.4 4.6-5"/>',
    "certified": '<rect x="1.5" y="1.5" width="13" height="13" rx="2"/><path class="cut" d="M4.5 8.3l2.4 2.4 4.6-5"/>',
    "supported": '<circle class="ring" cx="8" cy="8" r="6.2"/><path class="line" d="M4.7 8.3l2.3 2.3 4.3-4.7"/>',
    "cited": '<path class="line" d="M2 8h11M9 3.8L13.2 8 9 12.2"/>',
    "undecided": '<circle class="ring dash" cx="8" cy="8" r="6.2"/>'
    '<path class="line" d="M6 6.4a2 2 0 1 1 2.9 1.9c-.7.4-.9.7-.9 1.3M8 11.6v.6"/>',
    "refuted": '<path d="M8 .6L15.4 8 8 15.4.6 8z"/><path class="cut" d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"/>',
}
LABEL = re.compile(r"(?<![\w/])[px]/[a-zA-Z0-9]+(?:[-/.][a-zA-Z0-9]+)*|(?<!\w)\([A-Z]?\d+(?:\.\d+)?\)")


def sprite() -> Html:
    """The shapes of all words, once a page."""
    symbols = "".join(f'<symbol id="m-{word}" viewBox="0 0 16 16">{SHAPES[word]}</symbol>' for word in WORDS)
    return Html(f'<svg class="sprite" aria-hidden="true" focusable="false">{symbols}</svg>')


def mark(word: str) -> Html:
    """The shape of a word; whoever cannot see it has the word beside it."""
    return Html(
        f'<svg class="mark {_known(word)}" aria-hidden="true" focusable="false"><use href="#m-{_known(word)}"/></svg>'
    )


def _known(word: str) -> str:
    return word if word in WORDS else "undecided"


def badge(word: str, more: str = "") -> Html:
    """The word with its shape, in its colour, and what limits it."""
    return element(
        "span", element("span", mark(word), word, class_="word"), more or None, class_=f"badge {_known(word)}"
    )


def known(part: Mapping[str, Any]) -> str:
    """How a verdict is known, in words: the grade, which for what is refuted is that of its witness."""
    if part["word"] == "refuted":
        return {
            Grade.EXACT.value: "a witness, exactly",
            Grade.BALL.value: "a witness, in ball arithmetic",
            Grade.SAMPLED.value: "a witness, by more than the error bars",
            Grade.READ.value: "what the text itself says",
        }.get(part["grade"], part["grade"])
    return str(part["grade"])


def scope(item: Record, word: str) -> str:
    """' [d = 1]' behind a word that accepts a claim for less than it prints."""
    return f" [{item['scope']}]" if item["scope"] and word in ACCEPTED else ""


def counted(item: Record) -> str:
    """The word that counts for what rests on the claim, with what limits it."""
    return effective(item) + scope(item, effective(item))


def verdict(item: Record) -> Html:
    """The words as printed and as corrected, short."""
    printed = item["as_printed"]
    parts: list[object] = [badge(printed["word"], scope(item, printed["word"]))]
    if printed["error"]:
        parts += [" ", element("span", printed["error"], class_="error")]
    if item["corrected"] is not None:
        parts += [" corrected: ", badge(item["corrected"]["word"], scope(item, item["corrected"]["word"]))]
    return joined(parts)


def inherited(item: Record) -> str:
    """What limits the inherited word: how much below is cited, and how much is checked for less than it prints."""
    rests = item["inherited"]
    parts = []
    if rests["rests_on"]:
        parts.append(f"given {len(rests['rests_on'])} cited")
    if rests["scopes"]:
        parts.append(f"{len(rests['scopes'])} checked in part")
    return ", ".join(parts)


def named(volume: Volume, label: str, more: object = None) -> Html:
    """A link to a claim: its shape, its label, its title."""
    item = volume.by_label.get(label)
    if item is None:
        return escape(label)
    return joined(
        [
            mark(effective(item)),
            element("a", label, href=volume.claim(label)),
            " ",
            item["title"],
            element("span", f" ({counted(item)})", class_="quiet"),
            more,
        ]
    )


def linked(text: str, volume: Volume, own: str = "") -> Html:
    """The text with a link at every label of another claim of the paper."""
    found: list[object] = []
    last = 0
    for match in LABEL.finditer(text):
        label = match[0].strip("()")
        if label in volume.by_label and label != own:
            found += [text[last : match.start()], element("a", match[0], href=volume.claim(label))]
            last = match.end()
    return joined([*found, text[last:]])
