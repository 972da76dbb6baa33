"""The papers' examples as text, JSON or TeX: what is printed, what is computed from the inputs as printed, and what differs."""

from __future__ import annotations

import json
from dataclasses import asdict

from numerics.decimals import certain
from verify.constants.claims import keys
from verify.constants.examples import Compared, compared, examples
from verify.present.constants import TEX_HEAD, tex_number, tex_text
from verify.present.words import colour, wrap

SHOWN = 6
AGREES = {True: "agrees", False: "differs", None: "undecided"}
WORDS = {True: "proved", False: "refuted", None: "undecided"}  # whose colours these are


def shown(style: str, digits: int) -> str:
    """All examples of all papers."""
    found = [(key, example, compared(key, example, digits)) for key in keys() for example in examples(key)]
    if style == "json":
        plain = [{"paper": key, "title": example.title, "inputs": dict(example.inputs), "numbers": [_plain(row) for row in rows]}
                 for key, example, rows in found]
        record = {"schema": 1, "command": "constants --examples", "digits": digits, "examples": plain}
        return json.dumps(record, indent=1, ensure_ascii=False)
    if style == "tex":
        head = [r"\begin{longtable}{p{6cm}lll}", r"\toprule number & printed & computed & \\"]
        lines = [line for key, example, rows in found for line in (_tex_title(key, example.title), *map(_tex, rows))]
        return "\n".join([TEX_HEAD, *head, *lines, r"\bottomrule", r"\end{longtable}"])
    parts = []
    for key, example, rows in found:
        inputs = ", ".join(f"{name} = {value}" for name, value in example.inputs.items())
        parts += ["\n".join([wrap(f"{key}, {example.title}", 0), wrap(inputs, 0), *(_text(key, row) for row in rows)])]
    return "\n\n".join([*parts, wrap("'agrees': within a factor sqrt(10), as the paper's ~ is read, or below a limit.", 0)])


def _text(key: str, row: Compared) -> str:
    quoted, word = row.quoted, AGREES[row.agrees]
    value = f"{certain(row.low, row.high, SHOWN)} {quoted.unit}".rstrip()
    verdict = row.as_printed + (f", corrected: {row.as_corrected}" if row.as_corrected else "")
    factor = "" if row.agrees else f", by a factor {row.factor}"
    lines = [wrap(f"{quoted.title}: printed {quoted.printed}, computed {value}: {colour(WORDS[row.agrees], word)}{factor}", 2)]
    return "\n".join([*lines, wrap(f"[{key}:{quoted.claim}: {verdict}]" + (f" {quoted.note}" if quoted.note else ""), 6)])


def _plain(row: Compared) -> dict[str, object]:
    quoted = {name: str(value) for name, value in asdict(row.quoted).items()}
    return {**quoted, "low": row.low, "high": row.high, "factor": row.factor, "agrees": row.agrees, "as_printed": row.as_printed,
            "as_corrected": row.as_corrected or None}


def _tex(row: Compared) -> str:
    value = tex_number(certain(row.low, row.high, SHOWN))
    unit = rf"\ \mathrm{{{row.quoted.unit}}}" if row.quoted.unit else ""
    cells = [r"\raggedright " + tex_text(row.quoted.title), tex_text(row.quoted.printed), f"${value}{unit}$", AGREES[row.agrees]]
    return " & ".join(cells) + r" \\"


def _tex_title(key: str, title: str) -> str:
    return rf"\midrule \multicolumn{{4}}{{l}}{{\textit{{{tex_text(f'{key}, {title}')}}}}} \\"
