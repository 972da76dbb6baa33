"""How many claims of each paper have which verdict: as printed, as corrected, and with all they rest on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from verify.figures.figure import Figure, Table
from verify.figures.records import Papers
from verify.record import effective

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

ORDER = ("proved", "certified", "supported", "cited", "undecided", "refuted")
BARS = ("as printed", "as corrected", "with all it rests on")


def counts(papers: Papers) -> dict[str, tuple[Counter[str], ...]]:
    """For each paper the number of claims of each word, in the order of BARS."""
    return {
        paper: (
            Counter(str(item["as_printed"]["word"]) for item in items.values()),
            Counter(effective(item) for item in items.values()),
            Counter(str(item["inherited"]["word"]) for item in items.values()),
        )
        for paper, items in papers.items()
    }


def verdicts(papers: Papers) -> Figure:
    """The figure of the counts."""
    found = counts(papers)
    rows = tuple(
        (paper, which, *(str(counter[word]) for word in ORDER), str(counter.total()))
        for paper, counters in found.items() for which, counter in zip(BARS, counters, strict=True)
    )
    caption = (
        "Claims of each paper by verdict, with ours (x/...) among them: as the text prints them; with each refuted line replaced by its "
        "corrected one; and as the weakest of a claim's own verdict and of all it uses, where cited leaves do not count."
    )
    return Figure("verdicts", "Verdicts", caption, (), Table(("paper", "verdicts", *ORDER, "claims"), rows), lambda: _drawn(found))


def _drawn(found: dict[str, tuple[Counter[str], ...]]) -> Drawing:
    from verify.figures import style

    figure, axes = style.blank(0.9 + 0.85 * len(found))
    axis = axes[0, 0]
    ticks, widest = [], max(counters[0].total() for counters in found.values())
    for place, (paper, counters) in enumerate(found.items()):
        top = -4.2 * place
        axis.annotate(paper, (0, top + 0.75), xytext=(2, 0), textcoords="offset points", va="center", fontweight="bold")
        for row, counter in enumerate(counters):
            ticks.append((top - row, BARS[row]))
            _stack(axis, top - row, counter, widest)
    axis.set_yticks([y for y, _ in ticks], [text for _, text in ticks])
    axis.tick_params(axis="y", length=0)
    axis.grid(visible=False, axis="y")
    axis.set(xlabel="claims", xlim=(0, widest * 1.02), ylim=(ticks[-1][0] - 0.6, 1.3))
    handles = [axis.barh(0, 0, **_look(word), label=word) for word in ORDER]
    figure.legend(handles, ORDER, loc="outside lower center", ncols=len(ORDER), columnspacing=1.3, handlelength=1.4)
    return figure


def _look(word: str) -> dict[str, object]:
    from matplotlib.colors import to_rgba

    from verify.figures import style

    colour, hatch = style.WORDS[word]
    return {"facecolor": to_rgba(colour, 0.35), "edgecolor": colour, "hatch": hatch, "linewidth": 1.2}


def _stack(axis: Axes, y: float, counter: Counter[str], widest: int) -> None:
    """One bar, each part with its number where it has room."""
    start = 0
    for word in ORDER:
        if counter[word]:
            axis.barh(y, counter[word], left=start, height=0.8, **_look(word))  # type: ignore[arg-type]
            if counter[word] > widest * 0.022:
                axis.annotate(str(counter[word]), (start + counter[word] / 2, y), ha="center", va="center_baseline", fontsize=8)
            start += counter[word]
