"""The constants that the papers define, with the claims they rest on, and the numbers that the papers print, computed anew."""

from __future__ import annotations

from collections.abc import Sequence

from numerics.decimals import certain
from verify.constants.claims import Catalogue, catalogue, keys
from verify.constants.examples import Compared, compared, examples
from verify.constants.record import Definition
from verify.present.examples import AGREES, SHOWN
from verify.report import mathml
from verify.report.library import Volume
from verify.report.markup import Html, element, joined, table
from verify.report.page import Page
from verify.report.words import badge, linked

DIGITS = 12


def _definition(item: Definition, known: Catalogue, volume: Volume) -> tuple[object, ...]:
    labels = [label for label in item.claims if label in volume.by_label]
    links = joined((element("a", label, href=volume.claim(label)) for label in labels), ", ")
    word, caveat = known.verdict(item.claims)
    formula = (
        element("code", known.written(item.formula(1)), class_="formal")
        if item.formula is not None
        else "its claim's statement"
    )
    return (
        element("code", item.name),
        mathml.statement(item.tex).html,
        item.title,
        formula,
        links,
        joined([badge(word), " ", caveat]),
    )


def _compared(row: Compared, volume: Volume) -> tuple[object, ...]:
    quoted = row.quoted
    value = f"{certain(row.low, row.high, SHOWN)} {quoted.unit}".rstrip()
    found = AGREES[row.agrees] + ("" if row.agrees else f" by a factor {row.factor}")
    claim = (
        element("a", quoted.claim, href=volume.claim(quoted.claim)) if quoted.claim in volume.by_label else quoted.claim
    )
    note = (
        joined([element("br"), element("span", linked(quoted.note, volume), class_="quiet")]) if quoted.note else None
    )
    return joined([quoted.title, note]), quoted.printed, value, found, joined([claim, " ", badge(row.as_printed)])


def constants_page(volumes: Sequence[Volume]) -> Page:
    """The page; computing the printed numbers anew takes exact arithmetic only."""
    from derive import potentials

    parts: list[Html] = [
        element("h1", "Constants"),
        element(
            "p", "For a potential of your own: ", element("code", "ehrenfest constants 'V(x)'", class_="command"), "."
        ),
    ]
    for volume in volumes:
        if volume.key not in keys():
            continue
        known = catalogue(volume.key)
        shown = list(examples(volume.key))
        parts.append(element("h2", element("a", volume.key, href=volume.page)))
        for example in shown:
            inputs = ", ".join(f"{name} = {value}" for name, value in example.inputs.items())
            rows = [_compared(row, volume) for row in compared(volume.key, example, DIGITS)]
            parts += [
                element("h3", example.title),
                element("p", inputs),
                table(
                    ("number", "printed", "computed", "compared", "claim"),
                    rows,
                    f"{example.title}: printed and computed",
                ),
            ]
        parts.append(element("h3", "What is defined"))
        parts.append(
            table(
                ("name", "symbol", "what", "formula for d = 1", "claims", "known"),
                [_definition(item, known, volume) for item in known.definitions],
                f"Constants of {volume.key}",
            )
        )
    rows = []
    for name in potentials.names():
        item = potentials.find(name)
        values = ", ".join(f"{key} = {value}" for key, value in item.parameters.items())
        rows.append((element("code", name), element("code", item.text), values, item.description))
    parts += [element("h2", "Potentials known by name"), table(("name", "V", "parameters", "what"), rows, "Potentials")]
    return Page("constants.html", "Constants", joined(parts))
