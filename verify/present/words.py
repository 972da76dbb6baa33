"""Verdicts in words, with their marks and colours, and text filled to the width of a terminal."""

from __future__ import annotations

import os
import re
import shutil
import sys

from verify.record import Record
from verify.verdict import ACCEPTED

MARKS = {"proved": "●", "certified": "◉", "supported": "○", "cited": "→", "undecided": "?", "refuted": "✗"}
COLOURS = {"proved": 32, "certified": 32, "supported": 36, "cited": 34, "undecided": 33, "refuted": 31, "heading": 1, "faint": 2}
COMMITTED = "From the committed records: nothing was checked now."
LEAST, MOST = 40, 100  # columns
CODE = re.compile(r"\x1b\[[0-9;]*m")
TOKEN = re.compile(r"(?:\x1b\[[0-9;]*m)+|\\[A-Za-z]+|\\.|\w+|.")  # of a formula: a LaTeX command and a name are never cut
WORD = re.compile(r"([ \t]*)([^ \t]+)")  # a no-break space belongs to its word
BEFORE, AFTER = "\\", "})],;*+=/&|"  # a formula is cut before the one and after the others


def width() -> int:
    """The width to fill: that of the terminal, at least 40 and at most 100; 80 where there is none."""
    return min(max(shutil.get_terminal_size((80, 24)).columns, LEAST), MOST)


def coloured() -> bool:
    """Whether stdout takes colours: a terminal, and NO_COLOR not set."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def colour(word: str, text: str) -> str:
    """The text in the colour of a verdict word (or 'heading', 'faint'), where stdout takes colours."""
    return f"\x1b[{COLOURS.get(word, 0)}m{text}\x1b[0m" if coloured() else text


def visible(text: str) -> int:
    """The columns that a text takes: its length without the codes of colours."""
    return len(CODE.sub("", text))


def _cut(word: str, room: int) -> list[str]:
    """A word that is longer than the room, as pieces that are not: cut where a formula can be, at a token's end if need be."""
    pieces, tokens = [], TOKEN.findall(word)
    while tokens:
        size, best, end = 0, 0, 0
        for index, token in enumerate(tokens):
            size += visible(token)
            if size > room:
                break
            end = index + 1
            following = tokens[end] if end < len(tokens) else BEFORE
            if following[0] in BEFORE or token[-1] in AFTER:
                best = end
        taken = len(tokens) if size <= room else best or max(end, 1)
        pieces.append("".join(tokens[:taken]))
        tokens = tokens[taken:]
    return pieces


def wrap(text: str, indent: int, hang: int = 0) -> str:
    """The text filled to the width with an indent, and `hang` more from the second line on; long formulae are cut between tokens."""
    lines: list[str] = []
    room = width() - indent - hang
    for source in text.splitlines() or [""]:
        line, empty = " " * (indent + (hang if lines else 0)), True
        for gap, word in WORD.findall(source):
            for number, piece in enumerate([word] if visible(word) <= room else _cut(word, room)):
                space = gap if number == 0 else ""
                if not empty and visible(line + (space or " ") + piece) > width():
                    lines.append(line)
                    line, space = " " * (indent + hang), ""
                line += space + piece
                empty = False
        lines.append("" if empty else line)
    return "\n".join(lines)


def named(name: str, text: str, indent: int) -> str:
    """'name: text', the lines below the first one set under the text."""
    return wrap(f"{name} {text}", indent, len(name) + 1)


def formula(latex: str) -> str:
    """LaTeX on one line, to be filled: a line's end means as much as a space."""
    return " ".join(latex.split())


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
