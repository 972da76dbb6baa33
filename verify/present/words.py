"""Verdicts in words, with their marks and colours, for a terminal."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap

from verify.record import Record
from verify.verdict import ACCEPTED

MARKS = {"proved": "●", "certified": "◉", "supported": "○", "cited": "→", "undecided": "?", "refuted": "✗"}
COLOURS = {"proved": 32, "certified": 32, "supported": 36, "cited": 34, "undecided": 33, "refuted": 31}


def width() -> int:
    """The width to fill: that of the terminal, at most 100, 80 where there is none."""
    return min(shutil.get_terminal_size((80, 24)).columns, 100)


def colour(word: str, text: str) -> str:
    """The text in the colour of a verdict word, on a terminal only and unless NO_COLOR is set."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{COLOURS.get(word, 0)}m{text}\x1b[0m"


def wrap(text: str, indent: int) -> str:
    """The text filled to the width with an indent; long words (formulae) may run over."""
    pad = " " * indent
    lines = []
    for line in text.splitlines() or [""]:
        lines.extend(
            textwrap.wrap(line, width(), initial_indent=pad, subsequent_indent=pad, break_long_words=False,
                          break_on_hyphens=False) or [""]
        )
    return "\n".join(lines)


def verdict_line(item: Record) -> str:
    """The verdict as printed and as corrected, in words."""
    text = colour(item["as_printed"]["word"], item["as_printed"]["word"]) + scope(item, "as_printed")
    if item["as_printed"]["error"] is not None:
        text += f" ({item['as_printed']['error']})"
    if item["corrected"] is not None:
        word = item["corrected"]["word"]
        text += f"; corrected: {colour(word, word)}{scope(item, 'corrected')}"
    return text


def scope(item: Record, which: str) -> str:
    """' [d = 1]' behind a word that accepts a claim for less than it prints."""
    return f" [{item['scope']}]" if item["scope"] and item[which]["word"] in ACCEPTED else ""


def inherited(item: Record) -> str:
    """The inherited word with how much below it is cited, and how much is checked for less than it prints."""
    rests = item["inherited"]
    text = str(rests["word"])
    if rests["rests_on"]:
        text += f", given {len(rests['rests_on'])} cited"
    if rests["scopes"]:
        text += f", {len(rests['scopes'])} checked in part"
    return text
