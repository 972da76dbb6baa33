"""The layered drawing, the cutting of LaTeX and the slack plot of the report."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.report import graph_page, layered, library, slack
from verify.report.library import Volume
from verify.report.tex import Unreadable, pieces
from verify.report.tex_symbols import KNOWN, TOKEN, characters, normal, structure


@pytest.fixture(scope="module")
def volumes() -> tuple[Volume, ...]:
    return library.library()


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, list[str]]:
    """A graph without circles in which every node is reached from the first."""
    number = draw(st.integers(1, 14))
    uses: dict[str, list[str]] = {str(k): [] for k in range(number)}
    for k in range(1, number):
        for user in draw(st.lists(st.integers(0, k - 1), min_size=1, max_size=4, unique=True)):
            uses[str(user)].append(str(k))
    return uses


def _reach(uses: dict[str, list[str]], node: str) -> set[str]:
    return {node}.union(*(_reach(uses, used) for used in uses[node]))


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_a_drawing_points_down_and_no_boxes_overlap(uses: dict[str, list[str]]) -> None:
    widths = {node: 30.0 + 7 * int(node) for node in uses}
    drawn = layered.drawing(uses, widths)
    assert set(drawn.edges) == {(node, used) for node in uses for used in uses[node]}
    for (user, used), points in drawn.edges.items():
        assert points[0] == drawn.places[user] and points[-1] == drawn.places[used]
        assert [layer for _, layer in points] == list(range(drawn.places[user][1], drawn.places[used][1] + 1))
    for layer in range(drawn.layers):
        row = sorted((x, node) for node, (x, k) in drawn.places.items() if k == layer)
        assert row
        for (x, node), (y, other) in pairwise(row):
            assert x + widths[node] / 2 <= y - widths[other] / 2 + 1e-6
    assert all(
        x - widths[node] / 2 >= -1e-6 and x + widths[node] / 2 <= drawn.width + 1e-6
        for node, (x, _) in drawn.places.items()
    )
    assert layered.drawing(uses, widths) == drawn


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_the_reduction_keeps_what_rests_on_what(uses: dict[str, list[str]]) -> None:
    few = layered.reduced(uses)
    assert all(_reach(few, node) == _reach(uses, node) for node in uses)
    for node, direct in few.items():
        for used in direct:
            rest = few | {node: [other for other in direct if other != used]}
            assert used not in _reach(rest, node), "an edge that a longer path implies is kept"


def test_crossings_are_counted() -> None:
    assert layered._crossings([["a", "b"], ["c", "d"]], {"a": ["d"], "b": ["c"]}) == 1
    assert layered._crossings([["a", "b"], ["c", "d"]], {"a": ["c", "d"], "b": ["c", "d"]}) == 1
    assert layered._crossings([["a", "b"], ["c", "d"]], {"a": ["c"], "b": ["d"]}) == 0


def test_every_claim_below_a_theorem_is_in_its_drawing_or_folded_into_it(volumes: tuple[Volume, ...]) -> None:
    for volume in volumes:
        for item in volume.theorems:
            uses, folded = graph_page.shown_nodes(item["label"], volume)
            assert set(uses) | {label for few in folded.values() for label in few} == volume.below(item["label"])
            assert all(not volume.by_label[label]["uses"] for few in folded.values() for label in few)


def _bare(latex: str) -> str:
    """The statement's tokens without spaces, without what only makes room, and without the marks of prose."""
    return re.sub(r"\\text(?![a-zA-Z])|[{}$\s]|\\(?:quad|qquad)(?![a-zA-Z])|\\[ \\]", "", latex)


def test_cutting_a_statement_loses_nothing(volumes: tuple[Volume, ...]) -> None:
    number = 0
    for volume in volumes:
        for item in volume.records:
            for latex in (item["statement"], (item["corrected"] or {"statement": ""})["statement"]):
                if any(mark in latex for mark in ("''", "``", "--", r"\%", r"\S", r"\"", "'", r"\dots", "~", r"\#")):
                    continue  # prose in which a ligature or an accent is drawn as one letter
                text = "".join(
                    piece.text for piece in pieces(re.sub(r"(?<!\\)\\\n", r"\\ ", latex)) if piece.kind != "gap"
                )
                assert _bare(text) == _bare(re.sub(r"(?<!\\)\\\n", r"\\ ", latex)), item["label"]
                number += 1
    assert number > 1000


def test_a_formula_is_cut_at_relations_but_not_within_brackets() -> None:
    latex = r"a = f(b = c), \quad \frac{d \le e}{2} \le \left[ g = h \right] \text{ for } x_{\text{in}} > 0"
    parts = [piece.text for piece in pieces(latex)]
    assert parts == [
        "a",
        "= f(b = c),",
        "wide",
        r"\frac{d \le e}{2}",
        r"\le \left[ g = h \right]",
        " for ",
        r"x_{\text{in}}",
        "> 0",
    ]
    assert [piece.text for piece in pieces(r"\text{if $x_{1}$, then}")] == ["if ", "x_{1}", ", then"]
    for wrong in (r"\text{a", r"\text a", r"{a", r"\text{\emph{a}}"):
        with pytest.raises(Unreadable):
            pieces(wrong)


def test_the_characters_of_a_formula() -> None:
    assert characters(r"\hat\rho_{\alpha} \le 2\|x\|^{-1/2}") == normal("^ρα≤2‖x‖-1/2")
    assert characters(r"\left.\frac{a}{b}\right|_{t=0}") == normal("ab|t=0")
    assert characters(r"\begin{cases} a & b \\ c & d \end{cases}") == normal("{abcd")
    assert characters(r"\not\subset") == normal("⊄")
    assert characters(r"\nonsense") is None and characters(r"\begin{tikz}\end{tikz}") is None
    assert all(TOKEN.fullmatch("\\" + name) for name in KNOWN)


def test_the_slack_plot_marks_the_ratio(volumes: tuple[Volume, ...]) -> None:
    for volume in volumes:
        drawn = [
            (value, slack.drawing(item, volume)) for item in volume.records if (value := slack.ratio(item)) is not None
        ]
        assert drawn
        for value, picture in drawn:
            assert picture is not None
            place = re.search(r'class="own" d="M([\d.]+) ', picture)
            assert place is not None
            most = max(1.0, value)
            assert float(place[1]) == pytest.approx(24 + 592 * min(max(value, 0), most) / most, abs=0.06)
    assert slack.drawing(volumes[0].by_label["p/egorov"], volumes[0]) is None


def test_the_structure_of_a_formula() -> None:
    assert structure(r"x_{a_b}^2 + \frac{1}{\sqrt{2}} f''(x) g'^2") == {"sub": 2, "sup": 3, "frac": 1, "root": 1}
    assert structure(r"\{a\} \tfrac12 \sqrt[3]x \binom{n}{k}") == {"frac": 2, "root": 1}
