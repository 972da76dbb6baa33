"""`paper_checks/KEY.md`: one paper, from its records: conventions, what is wrong, its theorems, its claims in the paper's order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from verify.paper import Paper
from verify.present import tree
from verify.present.errata import ABOUT, best_reading, in_one_reading, refuted, slips, witnessed
from verify.present.markdown import GENERATED, cell, counted, formula, line, link, place, prose, row, table
from verify.present.words import MARKS, inherited
from verify.record import Record, effective
from verify.verdict import ACCEPTED

SHORT = 90  # characters of a reason in the table
TREES = 3  # claims below a theorem, from which on its tree is drawn


def document(paper: Paper, records: Sequence[Record]) -> str:
    """The whole page."""
    lines = [f"# {paper.key}: {prose(paper.title)}", "", GENERATED, "", prose(f"{paper.authors}, {paper.source}."), ""]
    lines += [f"{len(records)} claims: {counted(records)}. What the words mean, and all papers: [paper_checks.md](../paper_checks.md).", ""]
    lines += ["[Conventions](#conventions) · [Wrong as printed](#wrong-as-printed) · [Theorems](#theorems) · [Claims](#claims) · "
              "[Largest ratios found](#largest-ratios-found)"]
    lines += ["", "## Conventions"]
    lines += table(("subject", "taken as", "from"), [(cell(c.subject), cell(c.choice), cell(c.place)) for c in paper.conventions])
    lines += _wrong(records)
    lines += _theorems(records)
    lines += _claims(records)
    lines += _ratios(records)
    return "\n".join(lines).rstrip() + "\n"


def _wrong(records: Sequence[Record]) -> list[str]:
    lines = ["## Wrong as printed", "", "Those of substance first: a reader who computes with the line gets something wrong. "
             f"Those of one weight are in the paper's order. {ABOUT}", ""]
    for item in refuted(records):
        fixed = item["corrected"]
        lines += [
            f"- {place(item['label'], 'wrong')}**{link(item['label'])}**, {prose(item['place'])}, {item['as_printed']['error']}: "
            f"{prose(item['title'])}",
            f"  - printed: {formula(item['statement'])}",
            f"  - witness: {prose(witnessed(item)[:500])}",
        ]
        scope = f" [{item['scope']}]" if item["scope"] else ""
        if fixed is not None:
            lines += [
                f"  - corrected ({prose(fixed['word'] + scope)}): {formula(fixed['statement'])}",
                f"  - why: {prose(fixed['why'])}",
                f"  - consequence: {prose(fixed['consequence'])}",
            ]
        lines += [f"  - besides: {prose(item['slip'])}"] if item["slip"] else []
        lines.append(f"  - replay: `ehrenfest show {item['paper']}:{item['label']} --witness`")
    if several := in_one_reading(records):
        lines += ["", "Refuted in one reading, and the strongest other one:", ""]
        for item in several:
            known_as, statement = best_reading(item)
            lines.append(f"- **{link(item['label'])}**, {prose(item['place'])}: {known_as} {formula(statement)}. {prose(item['note'])}")
    if plain := slips(records):
        lines += ["", "Slips whose meaning is plain, checked as they are meant:", ""]
        lines += [f"- **{link(item['label'])}**, {prose(item['place'])}: {prose(item['slip'])}" for item in plain]
    return [*lines, ""]


def _theorems(records: Sequence[Record]) -> list[str]:
    """For each theorem that no other rests on: what keeps it from being proved whole, and the tree below it."""
    others = {item["label"]: item for item in records}
    theorems = [item for item in records if item["kind"] == "theorem"]
    inner = {label for item in theorems for label in tree.below(item, others)}
    outer = [item for item in theorems if item["label"] not in inner and len(tree.below(item, others)) >= TREES]
    lines = ["## Theorems", "", "A theorem on which another rests stands in the tree of that one; nothing is listed twice.", ""]
    shown: set[str] = set()
    for item in outer:
        below = tree.below(item, others)
        lines += [f"### {prose(item['label'])}: {prose(item['title'])}", ""]
        lines += [f"{_verdict(item)}; inherited: {inherited(item)}; rests on {len(below)} claims.", "", *_gaps(item, others, shown)]
        lines += ["", "<details><summary>All that it rests on, weakest links first</summary>", "", *_tree(item, others, shown), ""]
        lines += ["</details>", ""]
        shown |= below | {item["label"]}
    return lines


def _gaps(item: Record, others: Mapping[str, Record], shown: Collection[str]) -> list[str]:
    """What keeps the theorem from being proved whole; what stands in an earlier tree is counted only."""
    found = tree.gaps(item, others)
    if not any(found.values()):
        return ["All of it is proved."]
    before = sum(label in shown for pairs in found.values() for label, _ in pairs)
    new = {kind: [pair for pair in pairs if pair[0] not in shown] for kind, pairs in found.items()}
    besides = f", besides {before} of the theorems above" if before else ""
    lines = [f"What would have to be true, or checked, for all of it to be proved{besides}:", ""]
    lines += [f"- {link(label)} {prose(text)}" for label, text in new["open"] + new["cited"]]
    if new["scope"]:
        lines.append(f"- checked for less than is printed, as their rows say: {', '.join(link(label) for label, _ in new['scope'])}")
    return lines if any(new.values()) else [f"What keeps it from being proved whole stands under the theorems above ({before} claims)."]


def _tree(item: Record, others: Mapping[str, Record], shown: Collection[str]) -> list[str]:
    """A block of text: forges stop at lists in lists long before a proof does."""
    found = []
    for branch in tree.branches(item, others, shown):
        node, pad = branch.item, " " * branch.depth
        if node is None:
            found.append(f"{pad}see above: {', '.join(branch.again)}")
            continue
        word = effective(node) + (" in part" if node["scope"] and effective(node) in ACCEPTED else "")
        word += " as corrected" if node["as_printed"]["word"] == "refuted" and node["corrected"] else ""
        text = f"{pad}{MARKS[effective(node)]} {node['label']}: {word}"
        text += f" (inherited: {node['inherited']['word']})" if node["inherited"]["word"] != effective(node) else ""
        found.append(text + (f" (and all {branch.whole} below it)" if branch.whole else ""))
    return ["```text", *found, "```"]


def _verdict(item: Record) -> str:
    text = str(item["as_printed"]["word"]) + _scope(item, "as_printed")
    text += f" ({item['as_printed']['error']})" if item["as_printed"]["error"] else ""
    return text + (f"; corrected: {item['corrected']['word']}{_scope(item, 'corrected')}" if item["corrected"] else "")


def _scope(item: Record, which: str) -> str:
    return " " + prose(f"[{item['scope']}]") if item["scope"] and item[which]["word"] in ACCEPTED else ""


def _claims(records: Sequence[Record]) -> list[str]:
    lines, section = ["## Claims", "", "In the paper's order. The statement and the whole evidence: `ehrenfest show PAPER:LABEL`."], None
    for item in records:
        if item["section"] != section:
            section = item["section"]
            lines += ["", f"### {prose(str(section))}"]
            lines += table(("label", "title", "as printed", "corrected", "inherited", "mutants", "why"), ())[:-1]
        lines.append(_row(item))
    return [*lines, ""]


def _reason(evidence: Sequence[Mapping[str, Any]], word: str) -> str:
    """The witness of what is refuted; else the first method with its text, and the names of the others."""
    if not evidence:
        return ""
    first = evidence[0]
    others: list[str] = []
    if word == "refuted":
        first = next((e for e in evidence if e["method"] == "witness"), first)
    else:
        others = [e["method"] for e in evidence if e["method"] not in (first["method"], "second method")]
    text = f"{first['method']}: {first['text']}"
    text = text if len(text) <= SHORT else text[: SHORT - 1] + "…"
    return text + "".join(f"; {method}" for method in dict.fromkeys(others))


def _row(item: Record) -> str:
    word, mutants = item["as_printed"]["word"], item["mutants"]
    scope = f" [{item['scope']}]" if item["scope"] else ""
    shown = word + (scope if word in ACCEPTED else "")
    shown += f" ({item['as_printed']['error']})" if item["as_printed"]["error"] else ""
    corrected = item["corrected"]["word"] + scope if item["corrected"] is not None else ""
    label = link(item["label"], "wrong") if word == "refuted" else prose(item["label"])
    killed = f"{mutants['killed']} killed" if mutants["killed"] else ""
    cells = [item["title"], shown, corrected, inherited(item), killed, _reason(item["as_printed"]["evidence"], word)]
    return row([place(item["label"]) + label, *(cell(text) for text in cells)])


def _ratios(records: Sequence[Record]) -> list[str]:
    tight = [item for item in records if item["slack"] and item["slack"]["at"] and item["kind"] != "number"]
    lines = ["## Largest ratios found", "", "Left side over right side of each inequality, at the largest that was found."]
    rows = []
    for item in tight:
        at = ", ".join(f"{name} = {value}" for name, value in item["slack"]["at"].items())
        rows.append((link(item["label"]), cell(item["slack"]["largest_ratio"]), cell(line(at))))
    return lines + table(("label", "largest left/right ratio found", "at"), rows)
