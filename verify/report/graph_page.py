"""The proof graph of a theorem: a drawing whose nodes are links, and the same as a list."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from verify.record import Record, effective
from verify.report.layered import Drawing, drawing, layers, reduced
from verify.report.library import Volume
from verify.report.markup import Html, element, escape, joined
from verify.report.page import Page
from verify.report.words import badge, counted, inherited, mark, scope
from verify.verdict import WORDS

LARGE = 60  # claims, beyond which those that use nothing themselves are folded into their users
LETTER, BOX, GAP, RISE = (
    7.3,
    38,
    16,
    74,
)  # the width of a letter, the height of a box, the gap between boxes, the distance of layers
LINE = 18  # letters on a line of a box
STATED = frozenset({"definition", "convention"})


def _lines(label: str) -> list[str]:
    """The label on at most two lines, cut at a hyphen or a slash."""
    if len(label) <= LINE:
        return [label]
    cut = max((k + 1 for k, letter in enumerate(label[: LINE + 2]) if letter in "-/"), default=LINE)
    rest = label[cut:]
    return [label[:cut], rest if len(rest) <= LINE + 4 else rest[: LINE + 3] + "…"]


def _wide(label: str) -> float:
    return max(max(len(line) for line in _lines(label)) * LETTER + 44, 66.0)


def shown_nodes(label: str, volume: Volume) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The graph that is drawn, and the claims that are folded into each node because they use nothing themselves."""
    below = volume.below(label)
    uses = {node: list(volume.by_label[node]["uses"]) for node in volume.by_label if node in below}
    folded: dict[str, list[str]] = {}
    if len(uses) > LARGE:
        plain = {node for node, direct in uses.items() if not direct}
        folded = {
            node: [used for used in direct if used in plain] for node, direct in uses.items() if node not in plain
        }
        uses = {
            node: [used for used in direct if used not in plain] for node, direct in uses.items() if node not in plain
        }
    return reduced(uses), {node: few for node, few in folded.items() if few}


def _node(item: Record, volume: Volume, x: float, y: float, folded: Sequence[str], is_root: bool) -> Html:
    own, rests, label = effective(item), item["inherited"]["word"], item["label"]
    lines = _lines(label)
    wide = _wide(label) - GAP
    said = f"{label}: {item['title']}. {counted(item)}, with all it uses {rests}"
    if folded:
        said += f"; also uses {', '.join(folded)}"
    left, top = x - wide / 2, y - BOX / 2
    start = y + 4 - 6.5 * (len(lines) - 1)
    spans = "".join(
        f'<tspan x="{x + 9:.0f}" y="{start + 13 * k:.0f}">{escape(line)}</tspan>' for k, line in enumerate(lines)
    )
    parts = (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{BOX}" rx="{19 if item["kind"] in STATED else 6}"/>'
        f'<use href="#m-{own}" class="{own}" x="{left + 5:.0f}" y="{y - 6:.0f}" width="12" height="12"/><text>{spans}</text>'
    )
    if folded:
        parts += f'<text class="more" x="{x + wide / 2 - 3:.0f}" y="{top - 3:.0f}">+{len(folded)}</text>'
    return element(
        "a",
        element("title", said),
        Html(parts),
        href=volume.claim(label),
        class_=f"node {rests}{' root' if is_root else ''}",
    )


def _edge(points: Sequence[tuple[float, int]], stated: bool) -> str:
    """A curve from the lower edge of a box to the upper edge of another, vertical at every corner."""
    x, layer = points[0]
    path = [f"M{x:.0f} {layer * RISE + BOX:.0f}"]
    y = layer * RISE + BOX
    for number, (x1, k) in enumerate(points[1:], 1):
        end = k * RISE + (0 if number == len(points) - 1 else BOX // 2)
        half = (y + end) / 2
        path.append(f"C{x:.0f} {half:.0f} {x1:.0f} {half:.0f} {x1:.0f} {end:.0f}")
        x, y = x1, end
    return f'<path class="{"states" if stated else "proves"}" d="{"".join(path)}"/>'


def picture(label: str, volume: Volume) -> Html:
    """The drawing as SVG; the theorem is on top, what it rests on below."""
    uses, folded = shown_nodes(label, volume)
    found: Drawing = drawing(uses, {node: _wide(node) for node in uses})
    margin = 12
    wide, high = found.width + 2 * margin, (found.layers - 1) * RISE + BOX + 2 * margin + 8
    edges = "".join(_edge(points, volume.by_label[used]["kind"] in STATED) for (_, used), points in found.edges.items())
    nodes = joined(
        _node(volume.by_label[node], volume, x, layer * RISE + BOX / 2, folded.get(node, ()), node == label)
        for node, (x, layer) in sorted(found.places.items(), key=lambda pair: (pair[1][1], pair[1][0]))
    )
    name = f"Proof graph of {volume.key}:{label}, {len(uses)} claims; the same as a list below"
    inner = element(
        "g",
        Html(f'<g class="edges" aria-hidden="true">{edges}</g>'),
        nodes,
        transform=f"translate({margin} {margin + 8})",
    )
    return element(
        "svg",
        element("title", name),
        inner,
        viewBox=f"0 0 {wide:.0f} {high:.0f}",
        width=f"{wide:.0f}",
        height=f"{high:.0f}",
        class_="graph",
        role="group",
        aria_label=name,
    )


def _legend(folded: bool) -> Html:
    words = joined((badge(word) for word in WORDS), " ")
    entries = [
        joined(["The shape in a box is the claim's own verdict, the box's colour the one it inherits: ", words]),
        "Round boxes are definitions and conventions. A dashed edge leads to one of these, which the statement needs; a "
        "full edge leads to a claim that the proof needs. Records tell both apart by the kind of the claim used, not by where it is used.",
        "An edge that a longer path implies is not drawn; the list has all of them.",
    ]
    if folded:
        entries.append("+n beside a box: n claims that use nothing themselves are folded into it; the list names them.")
    return element("ul", *(element("li", each) for each in entries), class_="key")


def _list(label: str, volume: Volume) -> Html:
    """All claims below the theorem, layer by layer, each with what it uses."""
    below = volume.below(label)
    uses = {node: list(volume.by_label[node]["uses"]) for node in volume.by_label if node in below}
    level = layers(uses)
    parts: list[Html] = []
    order = sorted(uses, key=lambda node: level[node])
    for layer, nodes in groupby(order, key=lambda node: level[node]):
        rows = []
        for node in nodes:
            item = volume.by_label[node]
            direct = joined((element("a", used, href=volume.claim(used)) for used in uses[node]), ", ")
            rest = inherited(item)
            inherits = f" (with all it uses {item['inherited']['word']}{', ' + rest if rest else ''})"
            rows.append(
                element(
                    "li",
                    mark(effective(item)),
                    element("a", node, href=volume.claim(node)),
                    f" {item['title']}, ",
                    counted(item),
                    element("span", inherits, class_="quiet"),
                    joined([" uses ", direct]) if direct else None,
                )
            )
        parts.append(
            element(
                "li", element("b", f"Layer {layer}" if layer else "The theorem"), element("ul", *rows, class_="claims")
            )
        )
    return element("ol", *parts, class_="layers")


def graph_page(item: Record, volume: Volume) -> Page:
    """The page."""
    label = item["label"]
    number = len(volume.below(label))
    buttons = [
        element("button", text, type="button", data_zoom=value, aria_label=name)
        for text, value, name in (
            ("−", "out", "Smaller"),
            ("+", "in", "Larger"),
            ("Fit", "fit", "Fit to the width"),
            ("1:1", "one", "Full size"),
        )
    ]
    body = joined(
        [
            element("p", element("a", f"{volume.key}: {volume.paper.title}", href=volume.page), class_="crumbs"),
            element("h1", f"Proof graph of {volume.key}:{label}"),
            element(
                "p",
                element("a", item["title"], href=volume.claim(label)),
                f": {number} claims in all. ",
                badge(effective(item), scope(item, effective(item))),
                " with all it uses ",
                badge(item["inherited"]["word"]),
                " ",
                inherited(item),
            ),
            element("div", *buttons, class_="zoom", role="group", aria_label="Size of the drawing", hidden=True),
            element(
                "div",
                picture(label, volume),
                class_="canvas",
                tabindex="0",
                role="region",
                aria_label="Drawing, scrolls both ways",
            ),
            _legend(number > LARGE),
            element("h2", "The same as a list"),
            _list(label, volume),
        ]
    )
    return Page(volume.graph(label)[2:], f"Proof graph of {volume.key}:{label}", body, volume.key)
