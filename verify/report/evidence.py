"""What a verdict rests on: the links of a derivation, the evidence of each, witnesses and mutants."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from verify.record import Record
from verify.report.counts import MUTANTS, mutants_in_words
from verify.report.library import Volume
from verify.report.markup import Html, element, joined, listed, table
from verify.report.words import badge, linked

MOST = 12_000  # characters of plain data on one page; the rest is in the records


def statement_text(text: str) -> Html:
    """A formal statement, typed as the workbench computes with it; it breaks at its operators."""
    return element("code", text, class_="formal")


def _data(data: Mapping[str, Any]) -> Html | None:
    if not data:
        return None
    text = json.dumps(data, ensure_ascii=False, separators=(", ", ": "))
    if len(text) > MOST:
        text = text[:MOST] + f" … ({len(text)} characters in all; whole in records.json)"
    return element("details", element("summary", "data to repeat it"), element("pre", text, tabindex="0"))


def evidence(items: Sequence[Mapping[str, Any]], volume: Volume, own: str) -> Html | None:
    """A list of methods, what each showed, and its data; witnesses are shown by themselves and left out."""
    shown = [each for each in items if each["method"] != "witness"]
    return listed([_one(each, volume, own) for each in shown], class_="evidence")


def _one(item: Mapping[str, Any], volume: Volume, own: str) -> Html:
    data = item["data"]
    if item["method"] == "cited":
        return joined(
            [
                element("b", "cited"),
                ": ",
                linked(item["text"], volume, own),
                "; checking it would take: ",
                linked(str(data.get("would take", "")), volume, own),
            ]
        )
    method = "" if item["method"] == "none" else joined([element("b", item["method"]), ": "])
    return joined([method, linked(item["text"], volume, own), _data(data)])


def links(items: Sequence[Mapping[str, Any]], volume: Volume, own: str) -> Html | None:
    """The links in their order: rule, verdict, formal statement, evidence."""
    rows = []
    for link in items:
        head = element("p", badge(link["word"]), " ", linked(link["rule"], volume, own), class_="rule")
        below = [
            element("p", "Witness: ", e["text"], class_="fails") for e in link["evidence"] if e["method"] == "witness"
        ]
        rows.append(
            joined(
                [head, element("p", statement_text(link["statement"])), *below, evidence(link["evidence"], volume, own)]
            )
        )
    return listed(rows, "ol", class_="links")


def witnesses(item: Record) -> Html | None:
    """The counterexamples of what is refuted, with their values and the command that finds them anew."""
    found = [each for each in item["as_printed"]["evidence"] if each["method"] == "witness"]
    if not found:
        return None
    parts: list[Html | None] = []
    for each in found:
        at = each["data"].get("at")
        parts.append(element("p", each["text"]))
        if isinstance(at, dict) and at:
            rows: list[tuple[object, object]] = [(element("code", k), element("code", v)) for k, v in at.items()]
            rows += [
                (text, element("code", each["data"][key]))
                for key, text in (("lhs", "left side"), ("rhs", "right side"))
                if key in each["data"]
            ]
            parts.append(table(("symbol", "value"), rows, "The values of the witness", class_="narrow"))
        else:
            parts.append(_data(each["data"]))
    command = f"ehrenfest show {item['paper']}:{item['label']} --witness"
    parts.append(element("p", "Replay: ", element("code", command, class_="command")))
    return joined(parts)


def mutants(item: Record) -> Html:
    """How many changed statements the check rejected, which of them are true as well, which it let pass, which it could not tell apart."""
    found = item["mutants"]
    if not any(found[name] for name in MUTANTS):
        return element("p", "None: this claim is not decided by a check that could be given a changed statement.")
    parts = mutants_in_words(found)
    if found["ill_formed"]:
        parts.append(f"{found['ill_formed']} more are ill-formed and not counted")
    listing = listed(list(dict.fromkeys(found["listed"])))
    return joined([element("p", "; ".join(parts) + "."), listing])


def domain(ranges: Mapping[str, str], caption: str) -> Html | None:
    """The range and unit of every symbol."""
    if not ranges:
        return None
    return table(
        ("symbol", "range [unit]"), [(element("code", k), element("code", v)) for k, v in ranges.items()], caption
    )
