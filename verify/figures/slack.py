"""The slack of every inequality of a paper: the largest left/right that was found, 1 for one that is attained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from verify.figures.figure import Figure, Table
from verify.figures.records import NoData, Papers, Record
from verify.record import effective

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

SHARP = 0.99  # from here on an inequality counts as attained
HEAD = ("claim", "title", "largest left/right", "verdict", "where")


@dataclass(frozen=True)
class Slack:
    """The largest ratio of a claim, its verdict, and whether it was simulated rather than searched for by exact points."""

    label: str
    title: str
    ratio: float
    word: str
    where: str


def slacks(items: dict[str, Record]) -> list[Slack]:
    """Those of the inequalities among the claims, from the loosest on; agreements within a factor are none."""
    found = []
    for label, item in items.items():
        if not item["slack"] or set(item["slack"]["at"]) == {"value"}:
            continue
        where = ", ".join(f"{name} = {value}" for name, value in item["slack"]["at"].items())
        where = where if len(where) < 200 else where[:199] + "…"
        found.append(Slack(label, str(item["title"]), float(item["slack"]["largest_ratio"]), effective(item), where))
    return sorted(found, key=lambda each: each.ratio)


def slack(paper: str, papers: Papers) -> Figure:
    """The figure of a paper. Raises: NoData for one without inequalities."""
    found = slacks(dict(papers[paper]))
    if not found:
        raise NoData(f"{paper} must have an inequality for a figure of slacks, but has none")
    shown = [each for each in found if 0 < each.ratio < SHARP]
    sharp, below = sum(each.ratio >= SHARP for each in found), sum(each.ratio <= 0 for each in found)
    caption = (
        f"The largest ratio left side/right side that was found for each inequality of {paper} that does not come within "
        f"{100 - 100 * SHARP:.0f} percent of being attained. {sharp} of {len(found)} inequalities do: in them no larger factor can be "
        f"gained. {f'In {below} the left side is never positive. ' if below else ''}A ratio is a lower bound, found by exact points and "
        "searches, or, of supported claims (hollow), by simulations; of a refuted line it is that of the corrected one."
    )
    rows = tuple((each.label, each.title, f"{each.ratio:.6g}", each.word, each.where) for each in found)
    claims = tuple(f"{paper}:{each.label}" for each in found)
    name = f"{paper.replace('_', '-')}-slack"
    return Figure(name, f"Slack of the inequalities of {paper}", caption, claims, Table(HEAD, rows), lambda: _drawn(shown))


def _drawn(shown: list[Slack]) -> Drawing:
    from verify.figures import style

    figure, axes = style.blank(0.8 + 0.19 * max(len(shown), 2))
    axis = axes[0, 0]
    for y, each in enumerate(shown):
        colour = style.WORDS[each.word][0]
        axis.plot([each.ratio, 1], [y, y], color=style.INK, lw=0.6, alpha=0.35)
        axis.plot(each.ratio, y, marker="o", color=colour, mfc="none" if each.word == "supported" else colour, ls="none")
    axis.axvline(1, color=style.INK, lw=0.8)
    axis.set_yticks(range(len(shown)), [each.label for each in shown])
    axis.tick_params(axis="y", length=0, labelsize=8)
    axis.grid(visible=False, axis="y")
    axis.set(xlabel="largest left side / right side found (dimensionless)", xlim=(-0.01, 1.02), ylim=(len(shown) - 0.4, -0.6))
    words = [word for word in style.WORDS if any(each.word == word for each in shown)]
    for word in words:
        colour = style.WORDS[word][0]
        axis.plot([], [], marker="o", color=colour, mfc="none" if word == "supported" else colour, ls="none", label=word)
    figure.legend(loc="outside lower center", ncols=max(len(words), 1), handlelength=1)
    return figure
