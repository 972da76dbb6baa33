"""Records as text for a terminal, 80 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from verify.ledger import Audit
from verify.present import tree
from verify.present.words import MARKS, colour, inherited, verdict_line, width, wrap
from verify.record import Record
from verify.verdict import WORDS


def counts(records: Sequence[Record]) -> Counter[str]:
    """How many claims have each word, as printed."""
    return Counter(item["as_printed"]["word"] for item in records)


def reason(item: Record) -> str:
    """The first line of evidence."""
    evidence = item["as_printed"]["evidence"]
    return str(evidence[0]["text"]) if evidence else ""


def summary(result: Audit) -> str:
    """What a user must know first: how many claims, their words, what is wrong."""
    records = result.shown()
    found = counts(records)
    parts = ", ".join(colour(word, f"{found[word]} {word}") for word in WORDS if found[word])
    paper = result.loaded.paper
    lines = [wrap(f"{paper.key}: {paper.title} ({paper.authors})", 0), f"  {len(records)} claims: {parts}"]
    missing = [label for label in paper.numbered if label not in result.loaded.claims]
    if missing:
        lines.append(wrap("numbered, without a claim: " + ", ".join(missing), 2))
    wrong = [item for item in records if item["as_printed"]["word"] == "refuted"]
    for item in wrong:
        lines.append(f"  {colour('refuted', '✗')} {item['paper']}:{item['label']} {verdict_line(item)}")
    return "\n".join(lines)


def table(result: Audit) -> str:
    """One line a claim, in the paper's order, section by section."""
    lines, section = ["", f"  {'label':<27} {'verdict':<9} {'mutants killed and title'}"], None
    for item in result.shown():
        if item["section"] != section:
            section = item["section"]
            lines += ["", section]
        word = item["as_printed"]["word"]
        killed = item["mutants"]["killed"] or ""
        extra = ""
        if item["corrected"] is not None:
            extra = f" [corrected: {item['corrected']['word']}]"
        elif item["inherited"]["word"] != word:
            extra = f" [inherited: {item['inherited']['word']}]"
        room = max(width() - 19 - max(len(item["label"]), 27) - len(extra), 12)
        title = f"[{item['scope']}] {item['title']}" if item["scope"] else item["title"]
        title = title if len(title) <= room else title[: room - 1] + "…"
        lines.append(f"{colour(word, MARKS[word])} {item['label']:<27} {colour(word, f'{word:<9}')} {killed:>3}  {title}{extra}")
        if word == "undecided" and not reason(item).startswith("not yet audited"):
            lines.append(wrap(reason(item), 4))
    return "\n".join(lines)


def _evidence(items: Sequence[Mapping[str, Any]], indent: int) -> list[str]:
    lines = []
    for item in items:
        lines.append(wrap(f"{item['method']}: {item['text']}", indent))
        for key, value in ({} if item["method"] == "witness" else item["data"]).items():
            shown = str(value)
            if len(shown) > 400:
                shown = shown[:400] + " … (whole in --format json of audit)"
            lines.append(wrap(f"{key}: {shown}", indent + 2))
    return lines


def _links(links: Sequence[Mapping[str, Any]], indent: int) -> list[str]:
    lines = []
    for number, link in enumerate(links, 1):
        word = link["word"]
        lines.append(wrap(f"{number}. {MARKS[word]} {word}: {link['rule']}", indent))
        lines.append(wrap(link["statement"], indent + 5))
        lines += [wrap(e["text"], indent + 5) for e in link["evidence"] if e["method"] in ("witness", "none")]
    return lines


def page(item: Record, others: Mapping[str, Record], name: str) -> str:
    """One claim whole: statement, verdict, derivation link by link, evidence, mutants, what it uses.

    name: what the user types for the paper.
    """
    lines = [f"{item['paper']}:{item['label']}  {item['title']}", f"  {item['place']} · {item['kind']}", ""]
    heading = "Statement (not printed in the paper):" if item["label"].startswith("x/") else "As printed:"
    lines += [heading, wrap(item["statement"], 2), f"  {verdict_line(item)}", ""]
    for reading in item["as_printed"].get("readings", []):
        lines.append(wrap(f"reading [{reading['word']}]: {reading['statement']}", 2))
    if item["links"]:
        lines += ["Link by link:", *_links(item["links"], 2), ""]
    else:
        lines += ["Evidence:", *_evidence(item["as_printed"]["evidence"], 2), ""]
    fixed = item["corrected"]
    if fixed is not None:
        lines += ["Corrected:", wrap(fixed["statement"], 2), wrap(f"why: {fixed['why']}", 2)]
        lines += [wrap(f"consequence: {fixed['consequence']}", 2)]
        lines += _links(fixed["links"], 2) if fixed["links"] else _evidence(fixed["evidence"], 2)
        lines.append("")
    if fixed is not None and fixed["domain"] and fixed["domain"] != item["domain"]:
        lines += ["Domain of the correction:", *[wrap(f"{n}: {v}", 2) for n, v in fixed["domain"].items()], ""]
    if item["domain"]:
        lines += ["Domain:", *[wrap(f"{name}: {value}", 2) for name, value in item["domain"].items()], ""]
    if item["slack"] and item["slack"]["at"]:
        at = ", ".join(f"{symbol} = {value}" for symbol, value in item["slack"]["at"].items())
        lines.append(wrap(f"Slack: largest left/right ratio {item['slack']['largest_ratio']} at {at}", 0))
        walk = item["slack"].get("walk")
        if walk and walk != {key: value for key, value in item["slack"].items() if key != "walk"}:
            at = ", ".join(f"{symbol} = {value}" for symbol, value in walk["at"].items())
            lines.append(wrap(f"After a walk from the best cases: {walk['largest_ratio']} at {at}", 0))
        lines.append("")
    mutants = item["mutants"]
    lines.append(
        f"Mutants: {mutants['killed']} killed, {mutants['equivalent']} equivalent or true, {mutants['survived']} survived"
    )
    lines += [wrap(text, 2) for text in dict.fromkeys(mutants["listed"])]
    lines.append(f"Inherited: {inherited(item)}")
    if item["uses"]:
        open_ends = tree.missing(item, others)
        what = "What would have to be true, or checked, for all of it to be proved:"
        lines += ["", what, *[wrap(f"- {text}", 2) for text in open_ends]] if open_ends else ["", "All of it is proved."]
        lines += ["", "Rests on, weakest links first:", *tree.lines(item, others)]
    if item["note"]:
        lines += ["", wrap(f"Note: {item['note']}", 0)]
    if item["as_printed"]["word"] == "refuted":
        lines += ["", f"Replay the witness: ehrenfest show {name}:{item['label']} --witness"]
    return "\n".join(lines)


def errata(records: Sequence[Record], names: Mapping[str, str]) -> str:
    """Everything wrong as printed: place, witness, correction, consequence; then the slips that read as they are meant.

    names: what the user types for each paper.
    """
    lines = []
    for item in (item for item in records if item["as_printed"]["word"] == "refuted"):
        fixed = item["corrected"]
        lines += [f"{item['paper']}:{item['label']}  {item['title']}", f"  {item['place']} · {verdict_line(item)}"]
        lines += [wrap(f"printed:     {item['statement']}", 2)]
        first = next((e for e in item["as_printed"]["evidence"] if e["method"] == "witness"), None)
        if first is not None:
            lines.append(wrap(f"witness:     {first['text'][:600]}", 2))
        if fixed is not None:
            lines.append(wrap(f"corrected:   {fixed['statement']}", 2))
            lines.append(wrap(f"why:         {fixed['why']}", 2))
            lines.append(wrap(f"consequence: {fixed['consequence']}", 2))
        lines += [f"  replay:      ehrenfest show {names[item['paper']]}:{item['label']} --witness", ""]
    slips = [item for item in records if item["as_printed"]["word"] != "refuted" and item["slip"]]
    if slips:
        lines.append("Slips whose meaning is plain; checked as they are meant:")
    for item in slips:
        lines.append(wrap(f"{item['paper']}:{item['label']} ({item['place']}): {item['slip']}", 2))
    return "\n".join(lines) if lines else "Nothing is wrong as printed."
