"""A layered drawing of a directed graph without circles (Sugiyama, Tagawa and Toda 1981).

Layers by longest path from the root; edges over several layers get a corner in each; the order within a layer by barycentres,
swept down and up; places by least squares under the order (pool adjacent violators). Edges that a longer path implies are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 16
ROUNDS = 24
BEND = 14.0  # the width that an edge takes where it passes a layer


@dataclass(frozen=True)
class Drawing:
    """Where the nodes are, and the corners of the edges.

    Shapes: places holds the centre (x, layer) of each node, edges the points (x, layer) of each edge from user to used.
    """

    places: Mapping[str, tuple[float, int]]
    edges: Mapping[tuple[str, str], tuple[tuple[float, int], ...]]
    width: float
    layers: int


def reduced(uses: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The edges that no longer path implies; every node that is used must be a key."""
    below: dict[str, set[str]] = {}

    def reach(node: str) -> set[str]:
        if node not in below:
            found: set[str] = set()
            for used in uses[node]:
                found |= reach(used) | {used}
            below[node] = found
        return below[node]

    return {
        node: [
            used for used in dict.fromkeys(direct) if not any(used in reach(other) for other in direct if other != used)
        ]
        for node, direct in uses.items()
    }


def layers(uses: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The layer of every node: the number of edges of the longest path that leads to it."""
    users: dict[str, list[str]] = {node: [] for node in uses}
    for node, direct in uses.items():
        for used in direct:
            users[used].append(node)
    found: dict[str, int] = {}

    def layer(node: str) -> int:
        if node not in found:
            found[node] = 1 + max((layer(user) for user in users[node]), default=-1)
        return found[node]

    for node in uses:
        layer(node)
    return found


def drawing(uses: Mapping[str, Sequence[str]], widths: Mapping[str, float]) -> Drawing:
    """The drawing of a graph: what each node uses, and how wide its box is, the gap to the next included."""
    level = layers(uses)
    depth = max(level.values()) + 1
    rows: list[list[str]] = [[] for _ in range(depth)]
    for node in uses:
        rows[level[node]].append(node)
    wide = dict(widths)
    chains: dict[tuple[str, str], list[str]] = {}
    down: dict[str, list[str]] = {node: [] for node in uses}
    up: dict[str, list[str]] = {node: [] for node in uses}
    for node, direct in uses.items():
        for used in direct:
            chain = [node, *(f"{node}\0{used}\0{k}" for k in range(level[node] + 1, level[used])), used]
            for k, corner in enumerate(chain[1:-1], level[node] + 1):
                rows[k].append(corner)
                wide[corner], down[corner], up[corner] = BEND, [], []
            for above, below in pairwise(chain):
                down[above].append(below)
                up[below].append(above)
            chains[node, used] = chain
    rows = _ordered(rows, up, down)
    x = _placed(rows, up, down, wide)
    least = min(x[node] - wide[node] / 2 for row in rows for node in row)
    places = {node: (x[node] - least, level[node]) for node in uses}
    edges = {
        pair: tuple((x[corner] - least, level[pair[0]] + k) for k, corner in enumerate(chain))
        for pair, chain in chains.items()
    }
    width = max(x[node] + wide[node] / 2 for row in rows for node in row) - least
    return Drawing(places, edges, width, depth)


def _crossings(rows: Sequence[Sequence[str]], down: Mapping[str, Sequence[str]]) -> int:
    total = 0
    for above, below in pairwise(rows):
        position = {node: k for k, node in enumerate(below)}
        ends = [end for node in above for end in sorted(position[used] for used in down[node])]
        tree = [0] * (len(below) + 1)
        for count, end in enumerate(ends):
            seen, k = 0, end + 1
            while k:
                seen += tree[k]
                k -= k & -k
            total += count - seen
            k = end + 1
            while k <= len(below):
                tree[k] += 1
                k += k & -k
    return total


def _ordered(
    rows: list[list[str]], up: Mapping[str, Sequence[str]], down: Mapping[str, Sequence[str]]
) -> list[list[str]]:
    """The rows with few crossings: the best order met in the sweeps."""
    best, fewest = [list(row) for row in rows], _crossings(rows, down)
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        near = up if downwards else down
        for k in range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1):
            fixed = {node: n for n, node in enumerate(rows[k - 1 if downwards else k + 1])}
            centre = {}
            for n, node in enumerate(rows[k]):
                ends = [fixed[other] for other in near[node]]
                centre[node] = sum(ends) / len(ends) if ends else float(n)
            rows[k] = sorted(rows[k], key=lambda node: centre[node])
        crossings = _crossings(rows, down)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _placed(
    rows: Sequence[Sequence[str]],
    up: Mapping[str, Sequence[str]],
    down: Mapping[str, Sequence[str]],
    wide: Mapping[str, float],
) -> dict[str, float]:
    """A place for every node near the mean of its neighbours' places, in the order of its row and clear of the next."""
    x: dict[str, float] = {}
    for row in rows:
        edge = 0.0
        for node in row:
            x[node] = edge + wide[node] / 2
            edge += wide[node]
        for node in row:
            x[node] -= edge / 2
    for turn in range(ROUNDS):
        near = (up, down)[turn % 2] if turn < ROUNDS - 4 else None
        for row in rows if turn % 2 == 0 else reversed(rows):
            wanted = []
            for node in row:
                ends = near[node] if near is not None else [*up[node], *down[node]]
                wanted.append(sum(x[other] for other in ends) / len(ends) if ends else x[node])
            for node, place in zip(row, _clear(wanted, [wide[node] for node in row]), strict=True):
                x[node] = place
    return x


def _clear(wanted: Sequence[float], wide: Sequence[float]) -> list[float]:
    """The places nearest to those wanted, in the least-squares sense, at which no two boxes of a row overlap."""
    offset, edge = [], 0.0
    for each in wide:
        offset.append(edge + each / 2)
        edge += each
    blocks: list[tuple[float, int]] = []  # mean of wanted less offset, and how many nodes
    for place, shift in zip(wanted, offset, strict=True):
        mean, count = place - shift, 1
        while blocks and blocks[-1][0] > mean:
            before, number = blocks.pop()
            mean, count = (mean * count + before * number) / (count + number), count + number
        blocks.append((mean, count))
    flat = [mean for mean, count in blocks for _ in range(count)]
    return [mean + shift for mean, shift in zip(flat, offset, strict=True)]
