"""`paper_checks.md`: all papers on one page, from the committed records; each paper has a page of its own beside it."""

from __future__ import annotations

from collections.abc import Sequence

from verify.paper import Paper
from verify.present import audited, tightness, tree
from verify.present.errata import refuted
from verify.present.markdown import GENERATED, MEANINGS, cell, counted, link, prose, table
from verify.present.words import inherited
from verify.record import Record
from verify.verdict import WORDS

FOLDER = "paper_checks"
Papers = Sequence[tuple[Paper, Sequence[Record]]]


def page(paper: Paper) -> str:
    """The file of a paper, seen from the overview."""
    return f"{FOLDER}/{paper.key}.md"


def document(papers: Papers) -> str:
    """What the words mean, counts, the theorems, what is wrong in substance by its consequence, tightness."""
    lines = ["# Paper checks", "", GENERATED, ""]
    lines += ["Every numbered line and every checkable sentence of each paper, with a verdict that says how far to trust it."]
    lines += table(("word", "meaning"), MEANINGS.items())
    lines += ["[Counts](#counts) · " + " · ".join(f"[wrong in {paper.key}](#wrong-{paper.key})" for paper, _ in papers)
              + " · [Theorems and lemmas](#theorems-and-lemmas)", ""]
    lines += _counts(papers)
    for paper, records in papers:
        lines += _wrong(paper, records)
    lines += audited.section()
    lines += _theorems(papers)
    for paper, records in papers:
        lines += tightness.table(paper.tightness, records, f"## Tightness in {paper.key}: printed, proved, attained")
    return "\n".join(lines).rstrip() + "\n"


def _counts(papers: Papers) -> list[str]:
    rows = []
    for paper, records in papers:
        words = [item["as_printed"]["word"] for item in records]
        rows.append((f"[{paper.key}]({page(paper)})", cell(f"{paper.title} ({paper.authors})"), str(len(records)),
                     *(str(words.count(word)) for word in WORDS)))
    lines = ["## Counts", "", "Claims by their verdict as printed; a refuted line has a corrected one beside it."]
    lines += table(("paper", "what", "claims", *WORDS), rows)
    rows = []
    for paper, records in papers:
        wrong = refuted(records)
        heavy = [item for item in wrong if item["as_printed"]["error"] == "substance"]
        fixed = [item["corrected"]["word"] for item in wrong if item["corrected"]]
        mutants = [str(sum(item["mutants"][name] for item in records)) for name in ("killed", "equivalent", "survived", "not_told_apart")]
        limited = sum(bool(item["scope"]) for item in records)
        repaired = ", ".join(f"{fixed.count(word)} {word}" for word in WORDS if word in fixed) or "0"
        rows.append((paper.key, str(len(heavy)), repaired, str(limited), *mutants))
    lines += ["A *mutant* is a claim with one sign, constant, exponent, factor, term or letter changed: the check that accepts a claim",
              "must refute its mutants, or show that they are true as well. *Not told apart*: a sharper bound for which a simulation has",
              "too wide error bars. *In part*: checked for less than is printed, as its row says."]
    return lines + table(("paper", "wrong in substance", "corrections of all that is refuted", "in part", "mutants killed",
                          "true as well", "survived", "not told apart"), rows)


def _theorems(papers: Papers) -> list[str]:
    lines = ["## Theorems and lemmas", "", "*Inherited*: the weakest verdict of the claim and of all it uses, corrections counting in "
             "place of what they correct.", "Labels that begin with `x/` are statements of ours, not printed in the paper.", ""]
    for paper, records in papers:
        rows = []
        for item in (item for item in records if item["kind"] == "theorem"):
            verdict = item["as_printed"]["word"] + (f"; corrected: {item['corrected']['word']}" if item["corrected"] else "")
            rows.append((link(item["label"], page=page(paper)), cell(item["title"]), verdict, cell(item["scope"]), inherited(item)))
        if rows:
            lines += [f"### {paper.key}", *table(("claim", "title", "as printed", "checked only", "inherited"), rows)]
    return lines


def _wrong(paper: Paper, records: Sequence[Record]) -> list[str]:
    heavy = [item for item in refuted(records) if item["as_printed"]["error"] == "substance"]
    title = f'## <a id="wrong-{paper.key}"></a>Wrong in substance in {paper.key}'
    if not heavy:
        return [title, "", "Nothing.", ""]
    others = {item["label"]: item for item in records}
    reach = {item["label"]: 0 for item in heavy}
    for item in records:
        for label in tree.below(item, others) & set(reach):
            reach[label] += 1
    rows = []
    for item in heavy:
        fixed = item["corrected"]
        scope = f" [{item['scope']}]" if item["scope"] else ""
        rows.append((link(item["label"], "wrong", page(paper)), cell(item["title"]), cell(fixed["consequence"]) if fixed else "",
                     cell(fixed["word"] + scope) if fixed else "none", str(reach[item["label"]])))
    count = f"{len(records)} claims: {counted(records)}."
    lines = [title, "", prose(f"{paper.title}. {paper.authors}, {paper.source}.") + f" {count}", "",
             "What follows for the proof, in the paper's order, and how many claims rest on the line. The witness, the printed and the",
             f"corrected line, and the slips, are in [{paper.key}]({page(paper)})."]
    return lines + table(("line", "title", "consequence", "corrected", "rest on it"), rows)
