"""The one style of all figures: sizes, colours, marks, and how a figure becomes an SVG, PDF or PNG file.

Every colour reaches a contrast of 3:1 on white and on the report's dark ground, and a colour is never alone: each series has its own
mark and its own stroke. What is black on paper is INK, which an inline SVG leaves to the page it stands in (currentColor).

Source of the colours: M. Okabe and K. Ito, "Color universal design" (2008); those of their eight that are neither too light nor too dark.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

LENGTHS = re.compile(r' (?:d|x|y)="[^"]*"')  # in points, or in a glyph's far smaller units
LONG = re.compile(r"-?\d+\.\d{3,}")  # more decimals than a hundredth of a point
WIDTH = 7.0  # inches: a column of text; the height is each figure's own
INK, FAINT = "#1b1b1a", "#808080"  # FAINT: what is there for comparison
BLUE, VERMILLION, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#c76ba0"


@dataclass(frozen=True)
class Series:
    """How one series looks: colour, mark and stroke, each different from those of its neighbours."""

    colour: str
    mark: str
    stroke: Any

    def line(self) -> dict[str, Any]:
        """Options of `Axes.plot` for a curve without marks."""
        return {"color": self.colour, "linestyle": self.stroke}

    def points(self, filled: bool = True) -> dict[str, Any]:
        """Options of `Axes.errorbar` for points with error bars and no curve."""
        return {"color": self.colour, "marker": self.mark, "linestyle": "none", "mfc": self.colour if filled else "none",
                "elinewidth": 1.0, "capsize": 2.5}


SERIES = (
    Series(BLUE, "o", "-"), Series(VERMILLION, "s", (0, (5, 1.5))), Series(GREEN, "^", (0, (1, 1))),
    Series(PURPLE, "D", (0, (5, 1.5, 1, 1.5))), Series(INK, "v", (0, (8, 2))), Series(FAINT, "P", (0, (3, 1, 1, 1, 1, 1))),
)
MEASURED = Series(INK, "o", "-")  # what was simulated; its error bars are always drawn
PRINTED = Series(FAINT, "s", "-")  # a bound as the paper prints it
SHARPENED = Series(VERMILLION, "D", (0, (5, 1.5)))  # the sharpest bound proved
CLOSED = Series(BLUE, "^", "-")  # a closed form, an a-posteriori bound, a fit: what was computed and not simulated
WORDS = {  # verdicts: colour and hatching, in the order of a stack
    "proved": (GREEN, ""), "certified": (BLUE, "|||"), "supported": (BLUE, "////"), "cited": (FAINT, ""), "undecided": (FAINT, "xxxx"),
    "refuted": (VERMILLION, "\\\\\\\\"),
}
SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans", "mathtext.fontset": "dejavusans", "font.size": 9, "axes.titlesize": 10, "axes.labelsize": 9,
    "legend.fontsize": 8.5, "xtick.labelsize": 8.5, "ytick.labelsize": 8.5, "figure.titlesize": 10.5,
    "text.color": INK, "axes.edgecolor": INK, "axes.labelcolor": INK, "axes.titlecolor": INK, "xtick.color": INK, "ytick.color": INK,
    "patch.edgecolor": INK, "hatch.color": INK, "legend.labelcolor": INK, "grid.color": INK,
    "grid.alpha": 0.14, "grid.linewidth": 0.6, "axes.grid": True, "axes.axisbelow": True, "axes.linewidth": 0.8, "axes.spines.top": False,
    "axes.spines.right": False, "lines.linewidth": 1.4, "lines.markersize": 4.5, "legend.frameon": False, "legend.handlelength": 2.6,
    "figure.constrained_layout.use": True, "figure.facecolor": "white", "axes.facecolor": "none", "savefig.dpi": 200, "pdf.fonttype": 42,
    "svg.fonttype": "path", "axes.unicode_minus": True, "figure.dpi": 100, "hatch.linewidth": 0.6,
}


@contextmanager
def applied() -> Iterator[None]:
    """The style, whatever the user's own settings are, for everything that is made inside."""
    with mpl.rc_context():
        mpl.rcdefaults()
        for name, value in SETTINGS.items():
            mpl.rcParams[name] = value  # type: ignore[index]  # typed by a list of names
        yield


def blank(height: float, rows: int = 1, columns: int = 1, *, width: float = WIDTH, **subplots: Any) -> tuple[Figure, NDArray[Any]]:
    """A figure and its axes. Shape: (rows, columns). Units: inches. Call it inside `applied`."""
    figure = Figure(figsize=(width, height))
    return figure, np.array(figure.subplots(rows, columns, squeeze=False, **subplots), dtype=object)


def settled(figure: Figure) -> Figure:
    """The figure with its layout found once and for all: each file would find it again."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        with mpl.rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}):
            figure.set_layout_engine(None)
    return figure


def bars(axis: Axes, x: Any, values: Any, errors: Any, series: Series = MEASURED, *, filled: bool = True, **options: Any) -> None:
    """Draws points with their error bars; on a logarithmic axis a bar that reaches 0 ends at the edge."""
    values, errors = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    below = np.minimum(errors, np.maximum(values, 0) * (1 - 1e-9)) if axis.get_yscale() == "log" else errors
    axis.errorbar(x, values, yerr=np.array([below, errors]), **{**series.points(filled), **options})


def svg(figure: Figure, name: str, title: str, description: str, *, inline: bool = True) -> str:
    """The figure as SVG text, the same on every run.

    inline: to stand inside an HTML page, with INK as the page's own colour, no ground, and ids that begin with `name`; else a file with a
    white ground. Title and description are what a screen reader says.
    """
    text = _text(figure, name, transparent=inline)
    head = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    said = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    text = re.sub(r"<svg ([^>]*)>", lambda found: f"<svg {head} {found[1]}>{said}", text[text.index("<svg") :], count=1)
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = text.replace("<style type=\"text/css\">*{", f"<style type=\"text/css\">#{name}-0 *{{")  # not the whole page
    if not inline:
        return '<?xml version="1.0" encoding="utf-8"?>\n' + text
    text = re.sub(r'width="([\d.]+)pt" height="[\d.]+pt"', r'style="width: 100%; max-width: \1pt; height: auto"', text, count=1)
    return text.replace(INK, "currentColor")


def _text(figure: Figure, name: str, *, transparent: bool) -> str:
    """SVG by matplotlib, without the ids that nothing refers to; the others begin with the name: two figures in a page share none."""
    stream = io.StringIO()
    with applied(), mpl.rc_context({"svg.hashsalt": name}):
        metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(stream, format="svg", transparent=transparent, metadata=metadata)
    text = LENGTHS.sub(lambda found: LONG.sub(lambda number: f"{float(number[0]):.2f}", found[0]), stream.getvalue())
    used = dict.fromkeys(["figure_1", *re.findall(r'(?:url\(#|href="#)([^)"]+)', text)])
    short = {old: f"{name}-{number}" for number, old in enumerate(used)}
    text = re.sub(r' id="([^"]+)"', lambda found: f' id="{short[found[1]]}"' if found[1] in short else "", text)
    text = re.sub(r'(url\(#|href="#)([^)"]+)', lambda found: found[1] + short[found[2]], text)
    return re.sub(r"\n +<", "\n<", text)


def pdf(figure: Figure, dpi: int = 200) -> bytes:
    """The figure as a PDF file without a date; `dpi` is that of the fields in it."""
    return _bytes(figure, "pdf", {"CreationDate": None, "Producer": None, "Creator": None}, dpi=dpi)


def png(figure: Figure, dpi: int = 200) -> bytes:
    """The figure as a PNG file."""
    return _bytes(figure, "png", {"Software": None}, dpi=dpi)


def _bytes(figure: Figure, kind: str, metadata: Mapping[str, Any], **options: Any) -> bytes:
    stream = io.BytesIO()
    with applied():
        figure.savefig(stream, format=kind, metadata=dict(metadata), **options)
    return stream.getvalue()
