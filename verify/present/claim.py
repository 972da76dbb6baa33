"""One claim whole, as text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from verify.present import tree
from verify.present.words import MARKS, colour, formula, inherited, named, verdict_line, wrap
from verify.record import Record

MOST = 400  # characters of a certificate


def _evidence(items: Sequence[Mapping[str, Any]], indent: int) -> list[str]:
    lines = []
    for item in items:
        lines.append(wrap(f"{item['method']}: {item['text']}", indent, 2))
        for key, value in ({} if item["method"] == "witness" else item["data"]).items():
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            if len(shown) > MOST:
                shown = shown[:MOST] + " … (whole in `audit --format json`)"
            lines.append(wrap(f"{key}: {shown}", indent + 2, 2))
    return lines


def _links(links: Sequence[Mapping[str, Any]], indent: int) -> list[str]:
    lines = []
    for number, link in enumerate(links, 1):
        word = link["word"]
        lines.append(wrap(f"{number}. {colour(word, MARKS[word])} {word}: {link['rule']}", indent, 3))
        lines.append(wrap(link["statement"], indent + 5))
        lines += [wrap(e["text"], indent + 5) for e in link["evidence"] if e["method"] in ("witness", "none")]
    return lines


def _title(text: str) -> str:
    return colour("heading", text)


def _at(point: Mapping[str, Any]) -> str:
    return ", ".join(f"{symbol} = {value}" for symbol, value in point.items())


def _correction(item: Record) -> list[str]:
    fixed = item["corrected"]
    lines = [_title("Corrected:"), wrap(formula(fixed["statement"]), 2)]
    lines += [named("checked as:", fixed["formal"], 2)] if fixed.get("formal") else []
    lines.append(named("why:", fixed["why"], 2))
    lines.append(named("consequence:", fixed["consequence"], 2))
    lines += _links(fixed["links"], 2) if fixed["links"] else _evidence(fixed["evidence"], 2)
    if fixed["domain"] and fixed["domain"] != item["domain"]:
        lines += ["", _title("Domain of the correction:"), *[wrap(f"{n}: {v}", 2, 2) for n, v in fixed["domain"].items()]]
    return [*lines, ""]


def _slack(slack: Mapping[str, Any]) -> list[str]:
    lines = [wrap(f"Slack: largest left/right ratio {slack['largest_ratio']} at {_at(slack['at'])}", 0, 2)]
    walk = slack.get("walk")
    if walk and walk != {key: value for key, value in slack.items() if key != "walk"}:
        lines.append(wrap(f"After a walk from the best cases: {walk['largest_ratio']} at {_at(walk['at'])}", 0, 2))
    return [*lines, ""]


def _mutants(mutants: Mapping[str, Any]) -> list[str]:
    counts = f"{mutants['killed']} killed, {mutants['equivalent']} equivalent or true, {mutants['survived']} survived"
    counts += f", {mutants['not_told_apart']} not told apart" if mutants["not_told_apart"] else ""
    return [wrap(f"{_title('Mutants:')} {counts}", 0, 2), *[wrap(text, 2, 2) for text in dict.fromkeys(mutants["listed"])]]


def _rests(item: Record, others: Mapping[str, Record]) -> list[str]:
    open_ends = tree.missing(item, others)
    lines = ["", "All of it is proved."]
    if open_ends:
        what = "What would have to be true, or checked, for all of it to be proved:"
        lines = ["", wrap(_title(what), 0), *[wrap(f"- {text}", 2, 2) for text in open_ends]]
    return [*lines, "", _title("Rests on, weakest links first:"), *tree.lines(item, others)]


def page(item: Record, others: Mapping[str, Record], name: str) -> str:
    """Statement, verdict, derivation link by link, evidence, correction, domain, slack, mutants, what it rests on.

    others: the records of the paper by label; name: what the user types for the paper.
    """
    lines = [wrap(_title(f"{item['paper']}:{item['label']}  {item['title']}"), 0), wrap(f"{item['place']} · {item['kind']}", 2), ""]
    heading = "Statement (not printed in the paper):" if item["label"].startswith("x/") else "As printed:"
    lines += [_title(heading), wrap(formula(item["statement"]), 2), "", f"{_title('Verdict:')} {verdict_line(item)}"]
    lines[-1] = wrap(lines[-1], 0, 2)
    if item["as_printed"].get("formal"):
        lines.insert(-1, wrap(f"{_title('Checked as:')} {item['as_printed']['formal']}", 0, 2))
    lines += [f"{_title('Inherited:')} {inherited(item)}", ""]
    for reading in item["as_printed"].get("readings", []):
        lines.append(wrap(f"reading [{reading['word']}]: {formula(reading['statement'])}", 2, 2))
    if item["links"]:
        lines += [_title("Link by link:"), *_links(item["links"], 2), ""]
    else:
        lines += [_title("Evidence:"), *_evidence(item["as_printed"]["evidence"], 2), ""]
    if item["corrected"] is not None:
        lines += _correction(item)
    if item["domain"]:
        lines += [_title("Domain:"), *[wrap(f"{symbol}: {value}", 2, 2) for symbol, value in item["domain"].items()], ""]
    if item["slack"] and item["slack"]["at"]:
        lines += _slack(item["slack"])
    lines += _mutants(item["mutants"])
    if item["uses"]:
        lines += _rests(item, others)
    if item["slip"]:
        lines += ["", wrap(f"Slip: {item['slip']}", 0)]
    if item["note"]:
        lines += ["", wrap(f"Note: {item['note']}", 0)]
    if item["as_printed"]["word"] == "refuted":
        lines += ["", f"Replay the witness: ehrenfest show {name}:{item['label']} --witness"]
    return "\n".join(lines)


def witness(item: Record, name: str) -> str:
    """The witness of a claim that was checked anew, whole; or that there is none. `name`: what the user types for the paper."""
    found = [e for e in item["as_printed"]["evidence"] if e["method"] == "witness"]
    if not found:
        word = item["as_printed"]["word"]
        return wrap(f"{name}:{item['label']} was checked anew and is {word}: there is no witness.", 0)
    lines = [f"{name}:{item['label']} was checked anew and is refuted.", named("printed:", formula(item["statement"]), 2)]
    for each in found:
        lines += [named("witness:", each["text"], 2), named("data:", json.dumps(each["data"], ensure_ascii=False), 2)]
    return "\n".join(lines)
