"""The notebook of a paper: its audit as a guided reading, section by section, with checks that run and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from verify.figures.figure import Figure
from verify.notebooks import guide, prose
from verify.notebooks.cells import code, markdown, notebook, plain, python, table
from verify.notebooks.guide import Record
from verify.paper import Paper

FEW = 12  # claims of a figure that stands in the section of its first one; others stand at the end


def reading(paper: Paper, name: str, items: Sequence[Record], figures: Sequence[Figure]) -> Any:
    """The notebook, without outputs.

    name: what a user types for the paper. items: its records, in order. figures: those of its claims.
    """
    return notebook(list(_cells(paper, name, items, figures)))


def _cells(paper: Paper, name: str, items: Sequence[Record], figures: Sequence[Figure]) -> Iterator[Any]:
    by_label, used = {item["label"]: item for item in items}, guide.used(items)
    parts = [(title, own, guide.stops(own, used)) for title, own in guide.sections(items)]
    live = sum(stop.live for _, _, stops in parts for stop in stops)
    yield markdown("title", *_introduction(paper, name, items, live))
    yield python("setup", "from verify.notebooks.live import again, figure")
    conventions = [(plain(each.subject), plain(each.choice), plain(each.place)) for each in paper.conventions]
    yield markdown("conventions", "## Conventions", "What the checks take where the text leaves a choice, and where it says so.",
                   table(("subject", "taken here", "place"), conventions))
    placed = {figure.name: figure.claims[0].partition(":")[2] for figure in figures if 0 < len(figure.claims) <= FEW}
    for number, (title, own, stops) in enumerate(parts, 1):
        yield markdown(f"section-{number}", f"## {plain(title)}", _summary(own), prose.overview(own, [s.record["label"] for s in stops]))
        for stop in stops:
            yield from _stop(name, stop, by_label)
        labels = {item["label"] for item in own}
        for drawn in figures:
            if placed.get(drawn.name) in labels:
                yield from _figure(drawn)
    rest = [drawn for drawn in figures if drawn.name not in placed]
    if rest:
        yield markdown("overall", "## The whole paper in figures")
        for drawn in rest:
            yield from _figure(drawn)
    yield markdown("leaves", *_leaves(name, items))


def _introduction(paper: Paper, name: str, items: Sequence[Record], live: int) -> Iterator[str]:
    wrong = sum(item["as_printed"]["error"] == "substance" for item in items)
    yield f"# {plain(paper.title)}"
    yield f"{plain(paper.authors)}; {plain(paper.source)}. A guided reading of its audit."
    yield (
        f"The audit has {len(items)} claims: every numbered line, what is said between them (labels `p/...`), and statements of ours "
        f"that the proofs rest on or that go beyond the text (`x/...`). As printed they are {prose.counts(items)}. "
        f"{wrong} {'is' if wrong == 1 else 'are'} wrong in substance: a reader who computes with them gets something wrong."
    )
    yield (
        "Each section below lists its claims. The reading stops at those in bold: every line that is wrong in substance, the printed "
        "theorems, and else the line that most others rest on. At a stop stand the statement as printed, the verdict and its reason, "
        f"what holds instead, the derivation, and what it rests on. {live} of the stops are checked anew by the code below them, from the "
        "formal statement, without any cache; a cell fails if its verdict is not the committed one. Simulations take minutes and are "
        "shown from the records."
    )
    yield (
        f"Everything here is made from the records by `ehrenfest notebook {name}`; do not edit it. `ehrenfest show {name}:LABEL` prints "
        "any claim in full. What a verdict means, and what it does not, is in the README."
    )


def _summary(own: Sequence[Record]) -> str:
    return f"{len(own)} {'claim' if len(own) == 1 else 'claims'}: {prose.counts(own)} as printed."


def _stop(name: str, stop: guide.Stop, by_label: dict[str, Record]) -> Iterator[Any]:
    item = stop.record
    label = str(item["label"])
    yield markdown(f"claim-{label}", prose.heading(item), prose.printed(item), prose.corrected(item), prose.derivation(item),
                   prose.foundations(item, by_label))
    if stop.live:
        yield python(f"check-{label}", f'again("{name}:{label}")')


def _figure(drawn: Figure) -> Iterator[Any]:
    claims = ", ".join(code(claim) for claim in drawn.claims) if 0 < len(drawn.claims) <= FEW else ""
    source = f"Drawn from {claims}." if claims else ""
    yield markdown(f"figure-{drawn.name}", f"### Figure: {plain(drawn.title)}", plain(drawn.caption), source)
    yield python(f"drawing-{drawn.name}", f'figure("{drawn.name}")', live=drawn.computed)


def _leaves(name: str, items: Sequence[Record]) -> Iterator[str]:
    cited = [item for item in items if item["as_printed"]["word"] == "cited"]
    yield "## What is not checked"
    if cited:
        yield f"{len(cited)} claims are cited: taken from elsewhere, or beyond what a computer can check, with what checking would take."
        rows = []
        for item in cited:
            needs = next((e["data"].get("would take", "") for e in item["as_printed"]["evidence"] if e["method"] == "cited"), "")
            rows.append((plain(str(item["label"])), plain(str(item["title"])), plain(str(needs))))
        yield table(("claim", "what it says", "checking it would take"), rows)
    yield (
        "The formal statement of each claim is a few lines of Python beside the printed formula; a proof says nothing beyond it. All of "
        f"them are checked by `ehrenfest audit {name}`; `ehrenfest trust {name}` lists the files that have to be trusted."
    )
