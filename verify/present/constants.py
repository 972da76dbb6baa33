"""Constants of systems as text for a terminal, as plain JSON, and as TeX; of several systems, as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from numerics.decimals import certain
from verify.constants.record import INFINITE, KNOWN, Constant, Constants
from verify.present.words import colour, width, wrap
from verify.system_input import euler

if TYPE_CHECKING:
    from verify.constants.symbolic import Closed

COLUMNS = ("norm2", "norm3", "h", "z", "epsilon", "tau_H", "s_H", "x_H")
SHOWN, FIRST, CELL, FIT = 5, 18, 12, 5  # digits of a table's cell; widths of its first column and of the others; how many fit
COORDINATES = 6  # beyond so many, where a norm is reached is left to the JSON
TEX_HEAD = r"% needs \usepackage{amsmath, booktabs, longtable}"
DIRECTIONS = {  # of the derivative, by the names that `numerics.supremum` gives its parameters; the first that is there
    "tilt": "along (sin a cos b, sin a sin b, cos a), a = pi tilt, b = 2 pi turn", "turn": "along (cos b, sin b), b = pi turn",
    "u_x": "along u",
}
NORMS = ("norm2", "norm3")  # shown even where nothing is known of them


def as_json(found: Sequence[Constants], digits: int) -> str:
    """The constants as JSON. Keys are stable: decimals `low` and `high` are outward, null where infinite or not known."""
    systems = []
    for item in found:
        constants = [{**asdict(each), "argmax": dict(each.argmax), "claims": list(each.claims)} for each in item.constants]
        systems.append({"inputs": dict(item.system), "d": item.d, "applies": item.applies, "convex": item.convex,
                        "remarks": list(item.remarks), "constants": constants})
    record: dict[str, Any] = {"schema": 1, "command": "constants", "digits": digits, "systems": systems}
    return json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)


def as_text(found: Constants) -> str:
    """All constants of one system, those that are not known gathered by what is missing."""
    lines = [wrap(", ".join(f"{name}\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{text}" for name, text in found.system.items()), 0)
             .replace("\N{NO-BREAK SPACE}", " "), ""]
    lines += [wrap(remark, 0) for remark in found.remarks]
    lines += ["", wrap("The last digit shown is off by at most one; `--format json` has both ends.", 0), ""]
    absent: dict[str, list[str]] = {}
    notes: dict[str, None] = {}
    for item in found.constants:
        if item.low is None and item.name not in NORMS:
            absent.setdefault(item.why, []).append(item.name)
            continue
        lines += _entry(item)
        if item.status != KNOWN and item.why and item.name not in NORMS:
            notes[f"{item.status}: {item.why}"] = None
    lines += ["", *(wrap(note, 2) for note in notes)] if notes else []
    lines += [""] if absent else []
    for why, names in absent.items():
        head = "Infinite" if found[names[0]].status == INFINITE else found[names[0]].status.capitalize()
        lines.append(wrap(f"{head}: {', '.join(names)}. {why[:1].upper()}{why[1:].rstrip('.')}.", 2))
    return "\n".join(lines)


def _entry(item: Constant) -> list[str]:
    """Two lines: value and claims; title and formula."""
    status = "" if item.status in (KNOWN, INFINITE) else f", {item.status}"
    claims = f"[{', '.join(label.partition(':')[2] for label in item.claims)}: {colour(item.verdict, item.verdict)}{status}]"
    value = f"{value_text(item)} {item.unit if item.low is not None else ''}".rstrip()
    if 0 < len(item.argmax) <= COORDINATES and (item.low or item.high or item.status == INFINITE):
        value += " at " + ", ".join(f"{name} = {number:.6g}" for name, number in item.argmax)
        value += next((f" ({said})" for name, said in DIRECTIONS.items() if name in dict(item.argmax)), "")
    why = item.why if item.name in NORMS or item.status == KNOWN else ""  # others are gathered below
    how = [item.title, *([f"= {item.formula}"] if item.formula else []), *filter(None, (why, item.caveats))]
    return [wrap(f"{item.name} = {value}   {claims}", 2), wrap("; ".join(how).replace("; = ", " = "), 6)]


def value_text(item: Constant, most: int = 99) -> str:
    """The value in decimals: all digits but the last are certain; 'infinite', 'at least ...' or '-'."""
    if item.low is None:
        return "infinite" if item.status == INFINITE else "-"
    return f"at least {item.low}" if item.high is None else certain(item.low, item.high, most, item.value)


def columns(found: Sequence[Constants], wanted: Sequence[str]) -> list[str]:
    """The names of the columns of a table: the wanted ones, else those that some system has, as many as fit the terminal."""
    if wanted:
        return list(wanted)
    fit = min(FIT, max(1, (width() - FIRST) // CELL))
    return [name for name in COLUMNS if any(system[name].low is not None for system in found)][:fit]


def as_table(found: Sequence[Constants], labels: Sequence[str], wanted: Sequence[str]) -> str:
    """One line a system, five digits."""
    names = columns(found, wanted)
    widths = [max(CELL, len(name) + 2) for name in names]
    lines = [f"{'':<{FIRST}}" + "".join(f"{name:>{room}}" for name, room in zip(names, widths, strict=True))]
    units = [found[0][name].unit for name in names]
    if any(units):
        lines.append(f"{'':<{FIRST}}" + "".join(f"{unit:>{room}}" for unit, room in zip(units, widths, strict=True)))
    for label, system in zip(labels, found, strict=True):
        cells = "".join(f"{value_text(system[name], SHOWN):>{room}}" for name, room in zip(names, widths, strict=True))
        if len(label) >= FIRST:
            lines.append(wrap(label, 0))
            label = ""
        lines.append((f"{label:<{FIRST}}" + cells).rstrip())
    return "\n".join([*lines, "", wrap("The last digit shown is off by at most one. '-' is not known, or not defined: see "
                                       "each system alone. --columns chooses others.", 0)])


def as_tex(found: Constants) -> str:
    """A table of one system: symbol, value, formula and claim."""
    rows = []
    for item in found.constants:
        if item.low is None and item.name not in NORMS:
            continue
        labels = ", ".join(rf"\texttt{{{tex_text(label.partition(':')[2])}}}" for label in item.claims)
        formula = rf"$\displaystyle {item.formula_tex}$" if item.formula else tex_text(item.title)
        rows.append(rf"${item.tex}$ & ${_tex_value(item)}$ & {formula} & \raggedright {labels}, {item.verdict} \tabularnewline[1ex]")
    head = r"\begin{longtable}{lllp{5cm}}" + "\n" + r"\toprule constant & value & formula & claim \\ \midrule"
    return "\n".join([TEX_HEAD, head, *rows, r"\bottomrule", r"\end{longtable}"])


def as_tex_table(found: Sequence[Constants], labels: Sequence[str], wanted: Sequence[str]) -> str:
    """A table of several systems."""
    names = columns(found, wanted)
    head = " & ".join(["", *(f"${found[0][name].tex}$" for name in names)])
    rows = [" & ".join([rf"\texttt{{{tex_text(label)}}}", *(f"${_tex_value(system[name], SHOWN)}$" for name in names)]) + r" \\"
            for label, system in zip(labels, found, strict=True)]
    return "\n".join([TEX_HEAD, rf"\begin{{tabular}}{{l{'r' * len(names)}}}", rf"\toprule {head} \\ \midrule", *rows,
                      r"\bottomrule", r"\end{tabular}"])


def _tex_value(item: Constant, most: int = 99) -> str:
    text = value_text(item, most)
    if text in ("infinite", "-"):
        return r"\infty" if text == "infinite" else r"\text{--}"
    number = (r"\ge " + tex_number(text[9:])) if text.startswith("at least ") else tex_number(text)
    return number + (rf"\ \mathrm{{{item.unit.replace(' ', chr(92) + ',')}}}" if item.unit else "")


def closed_forms(potential: str, free: Sequence[str], values: Mapping[str, str], found: Sequence[Closed], style: str) -> str:
    """Closed forms in the parameters left open, as text, JSON or TeX; values: those of the others."""
    if style == "json":
        rows = [{**asdict(item), "numbers": list(item.numbers), "claims": list(item.claims)} for item in found]
        record = {"schema": 1, "command": "constants --free", "inputs": {**values, "V": potential, "free": list(free)},
                  "constants": rows}
        return json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    words = {True: "for all positive parameters", False: "confirmed at samples, not proved"}
    if style == "tex":
        lines = [rf"{tex_text(item.title)} & ${item.formula_tex}$ & {words[item.proved]} \\" for item in found]
        return "\n".join([TEX_HEAD, r"\begin{tabular}{lll}", r"\toprule constant & closed form & \\ \midrule", *lines, r"\bottomrule",
                          r"\end{tabular}"])
    known = "".join(f", {name} = {text}" for name, text in (*euler(potential).items(), *values.items()))
    lines = [wrap(f"V = {potential}{known}, with {', '.join(free) or 'no parameters'} open and positive", 0), ""]
    for item in found:
        lines.append(wrap(f"{item.name} = {item.formula}   [{words[item.proved]}]", 2))
        lines.append(wrap("; ".join((item.title, *item.numbers)), 6))
    return "\n".join([*lines, "", *dict.fromkeys(wrap(item.how, 2) for item in found)])


def tex_number(text: str) -> str:
    """A decimal, or an interval of two, with powers of ten in TeX."""
    if text.startswith("["):
        return "[" + r",\ ".join(tex_number(part) for part in text[1:-1].split(", ")) + "]"
    mantissa, e, power = text.partition("e")
    return mantissa + (rf"\cdot10^{{{power}}}" if e else "")


def tex_text(text: str) -> str:
    """Text with TeX's own characters escaped, and without what a command before it would take for its argument."""
    special = {"\\": "backslash", "^": "asciicircum", "~": "asciitilde", "<": "less", ">": "greater"}
    shield = "{}" if text[:1] in ("(", "[", "*") else ""
    return shield + "".join(rf"\text{special[c]}{{}}" if c in special else rf"\{c}" if c in "_%&#${}" else c for c in text)
