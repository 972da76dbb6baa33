"""How close an inequality comes to equality: its largest left/right ratio among those of the whole paper, drawn on one axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from verify.record import Record
from verify.report.library import Volume
from verify.report.markup import Html, element, joined
from verify.report.points import ROUNDED, point

WIDE, HIGH, LEFT = 640, 96, 24
DIAMOND, PILE = 7, 7


def ratio(item: Record) -> float | None:
    """The largest ratio found, or None where the record has none that is a ratio of two sides of an inequality."""
    if not item["slack"] or not item["slack"]["at"] or item["kind"] == "number":
        return None
    try:
        return float(item["slack"]["largest_ratio"])
    except ValueError:
        return None


def _place(value: float, most: float) -> float:
    return LEFT + (WIDE - 2 * LEFT) * min(max(value, 0.0), most) / most


def _dots(values: Sequence[float], most: float) -> str:
    """A dot a value, those that would cover one another in piles; a high pile ends in the number of its values."""
    piles = Counter(round(_place(value, most) / 7) for value in values)
    found = []
    for column, number in sorted(piles.items()):
        found += [f'<circle cx="{column * 7}" cy="{HIGH - 34 - 6 * k}" r="2.6"/>' for k in range(min(number, PILE))]
        if number > PILE:
            found.append(f'<text x="{column * 7}" y="{HIGH - 34 - 6 * PILE}">{number}</text>')
    return "".join(found)


def drawing(item: Record, volume: Volume) -> Html | None:
    """The axis from 0 to 1, a dot for every other inequality of the paper and a diamond for this one; None without a ratio."""
    own = ratio(item)
    if own is None:
        return None
    others = [value for each in volume.records if each is not item and (value := ratio(each)) is not None]
    most = max(1.0, own)
    text = (
        f"Largest left/right ratio found: {item['slack']['largest_ratio']}, beside {len(others)} others of this paper"
    )
    base = HIGH - 28
    ticks = "".join(
        f'<path d="M{_place(v / 4, most):.1f} {base}v5"/><text x="{_place(v / 4, most):.1f}" y="{base + 20}">{v / 4:g}</text>'
        for v in range(5)
    )
    x = _place(own, most)
    diamond = f'<path class="own" d="M{x:.1f} {base - DIAMOND}l{DIAMOND} {DIAMOND}-{DIAMOND} {DIAMOND}-{DIAMOND}-{DIAMOND}z"/>'
    inner = Html(f'<g class="dots">{_dots(others, most)}</g><path d="M{LEFT} {base}H{WIDE - LEFT}"/>{ticks}{diamond}')
    picture = element("svg", element("title", text), inner, viewBox=f"0 0 {WIDE} {HIGH}", role="img", class_="slack")
    at, rounded = point(item["slack"]["at"])
    simulated = "samples" in (item["corrected"] or item["as_printed"])["grade"]
    how = (
        "It was measured; the error bars are in the evidence."
        if simulated
        else "What was found at exact points bounds the largest ratio from below."
    )
    below = " A value below 0 is drawn at 0." if own < 0 else ""
    return joined(
        [
            element(
                "p",
                "Largest left/right ratio found: ",
                element("b", item["slack"]["largest_ratio"]),
                ", at ",
                element("code", at),
                f" ({ROUNDED})" if rounded else ".",
            ),
            element(
                "figure",
                picture,
                element(
                    "figcaption",
                    f"The diamond is this claim, each dot another inequality of {volume.key}; "
                    f"equality is at 1.{below} {how}",
                ),
            ),
        ]
    )
