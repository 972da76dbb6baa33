"""Cells and notebooks that are the same on every run: stable ids, no counts, no dates, no name of a machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import nbformat

FORMAT = (4, 5)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~])")
LONGEST = 64  # characters of an id


def plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """An inline code span, whatever is in the text; not for tables, where a bar would end a cell."""
    text = " ".join(text.split())
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence}{text}{fence}"


def display(latex: str) -> str:
    """A displayed formula; lines without an environment are gathered."""
    text = latex.strip()
    if r"\\" in text and r"\begin" not in text:
        text = rf"\begin{{gathered}}{text}\end{{gathered}}"
    return f"$$\n{text}\n$$"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def slug(*parts: str) -> str:
    """An id of letters, digits, hyphens and underscores."""
    return re.sub(r"[^A-Za-z0-9_]+", "-", "-".join(parts)).strip("-")[:LONGEST]


def markdown(name: str, *paragraphs: str) -> Any:
    """A cell of text; `name` becomes its id."""
    return nbformat.v4.new_markdown_cell("\n\n".join(text for text in paragraphs if text), id=slug(name))


def python(name: str, source: str, *, live: bool = False) -> Any:
    """A cell of code. live: what it shows is computed anew, so that its pictures need not be the same to the last bit."""
    return nbformat.v4.new_code_cell(source.strip("\n"), id=slug(name), metadata={"tags": ["live"]} if live else {})


def notebook(cells: Sequence[Any]) -> Any:
    """A notebook without outputs. Raises: ValueError where two cells have one id."""
    names = [cell["id"] for cell in cells]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"`id` must be unique in a notebook, but {', '.join(twice)} occurs twice")
    metadata = {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}}
    made = nbformat.v4.new_notebook(cells=list(cells), metadata=metadata)
    made["nbformat"], made["nbformat_minor"] = FORMAT
    return made
