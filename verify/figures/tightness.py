"""How sharp each bound is: what is attained over the printed and over the best proved factor, by the number of degrees of freedom."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from verify.figures.figure import Figure, Table
from verify.figures.records import NoData, Papers, record
from verify.record import effective
from verify.tightness import Tightness

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

DIMENSIONS = (1, 2, 3, 4, 6, 10, 20, 50, 100)
HEAD = ("bound", "d", "printed factor", "best proved", "attained", "attained/printed", "attained/proved", "proved/printed", "claims")


def tightness(paper: str, papers: Papers) -> Figure:
    """The figure of a paper's table of tightness. Raises: NoData for a paper without one, or with a claim that is not in the records."""
    table: Sequence[Tightness] = importlib.import_module(f"verify.papers.{paper}.paper").paper.tightness
    if not table:
        raise NoData(f"{paper} must have a table of tightness, but has none")
    rows, cells = [(row, _ratios(row)) for row in table], []
    for row, ratios in rows:
        labels = dict.fromkeys([row.claim, *(each.claim for each in row.attained)])
        words = ", ".join(f"{label}: {effective(record(papers, f'{paper}:{label}'))}" for label in labels)
        for d, (printed, proved, reached) in ratios.items():
            shown = [f"{reached:.4g}", f"{reached / printed:.4g}", f"{reached / proved:.4g}"] if reached is not None else ["not known"] * 3
            cells.append((f"({row.label}) {row.case}", str(d), f"{printed:.4g}", f"{proved:.4g}", *shown, f"{proved / printed:.4g}", words))

    claims = dict.fromkeys(f"{paper}:{label}" for row, _ in rows for label in (row.label, row.claim, *(a.claim for a in row.attained)))
    claims = {claim: None for claim in claims if claim.partition(":")[2] in papers[paper]}
    caption = (
        "For each bound the largest left side that is attained, over the printed factor (grey) and over the best proved one (dashed), "
        "for d degrees of freedom: 1 means that the bound cannot be improved. Where nothing attained is known, what is drawn instead is "
        "the best proved factor over the printed one (dotted). Exact factors of the scale named with each bound; no error bars, for "
        "nothing is measured."
    )
    name = f"{paper.replace('_', '-')}-tightness"
    return Figure(name, f"Tightness of the bounds of {paper}", caption, tuple(claims), Table(HEAD, tuple(cells)), lambda: _drawn(rows))


Ratios = dict[int, tuple[float, float, float | None]]


def _ratios(row: Tightness) -> Ratios:
    found: Ratios = {}
    for d in DIMENSIONS:
        reached = row.reached(d)
        printed, proved = (float(side.subs(row.d, d)) for side in (row.printed, row.proved))
        found[d] = printed, proved, None if reached is None else float(reached)
    return found


def _drawn(rows: list[tuple[Tightness, Ratios]]) -> Drawing:
    from verify.figures import style

    height = -(-len(rows) // 2)
    figure, axes = style.blank(0.6 + 1.45 * height, height, 2, sharex=True, sharey=True)
    for axis, (row, ratios) in zip(axes.flat, rows, strict=False):
        axis.set(xscale="log", ylim=(0, 1.08))
        axis.set_title(f"({row.label}) {row.case}", loc="left", fontsize=9)
        axis.axhline(1, color=style.INK, lw=0.6, alpha=0.4)
        known = {d: values for d, values in ratios.items() if values[2] is not None}
        if known:
            over = [[values[2] / values[which] for values in known.values()] for which in (0, 1)]  # type: ignore[operator]
            axis.plot(list(known), over[0], **style.PRINTED.line(), marker=style.PRINTED.mark, label="attained / printed")
            axis.plot(list(known), over[1], **style.SHARPENED.line(), marker=style.SHARPENED.mark, label="attained / best proved")
        else:
            axis.plot(list(ratios), [values[1] / values[0] for values in ratios.values()], **style.SERIES[2].line(),
                      marker=style.SERIES[2].mark, label="best proved / printed")
    for axis in axes.flat[len(rows):]:
        axis.set_axis_off()
    for axis in axes[-1]:
        axis.set(xlabel="degrees of freedom $d$")
        axis.set_xticks([1, 2, 4, 10, 20, 50, 100], ["1", "2", "4", "10", "20", "50", "100"])
        axis.set_xticks([], minor=True)
    for axis in axes[:, 0]:
        axis.set_ylabel("ratio")
    found = {label: handle for axis in axes.flat for handle, label in zip(*axis.get_legend_handles_labels(), strict=True)}
    figure.legend(list(found.values()), list(found), loc="outside lower center", ncols=3)
    return figure
