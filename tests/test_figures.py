"""The figures: colours and marks that can be told apart, files that are the same on every run, and numbers that are in the records."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest

from verify.figures import catalogue, diverging, power_law, records, slack, style, theorem1, verdicts
from verify.figures.figure import Figure, NotDrawable, Table
from verify.paper import find, keys, load

DARK = 0.0085  # luminance of the report's dark ground, #16181c
# what is left of linear sRGB without the cones of one kind: G. Machado, M. Oliveira, L. Fernandes (2009), severity 1
CONES_LOST = {
    "none": np.eye(3),
    "long": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "middle": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "short": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}


def linear(colour: str) -> Any:
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def seen(colour: str, lost: str) -> Any:
    """A colour in OKLab, as it is seen without the cones of one kind."""
    inside = np.clip(CONES_LOST[lost] @ linear(colour), 0, 1)
    return np.linalg.inv(diverging.CONES) @ np.cbrt(np.linalg.inv(diverging.LINEAR) @ inside)


@pytest.mark.parametrize("colour", [style.BLUE, style.VERMILLION, style.GREEN, style.PURPLE, style.FAINT])
def test_colours_have_contrast_on_white_and_on_dark(colour: str) -> None:
    luminance = float(linear(colour) @ [0.2126, 0.7152, 0.0722])
    assert 1.05 / (luminance + 0.05) >= 3 and (luminance + 0.05) / (DARK + 0.05) >= 3


@pytest.mark.parametrize("lost", CONES_LOST)
def test_what_stands_together_is_told_apart_without_any_cones(lost: str) -> None:
    for group in ([series.colour for series in style.SERIES[:3]], [s.colour for s in (style.PRINTED, style.SHARPENED, style.CLOSED)]):
        for one, other in combinations(group, 2):
            assert np.linalg.norm(seen(one, lost) - seen(other, lost)) > 0.08


def test_no_series_is_told_by_its_colour_alone() -> None:
    for one, other in combinations(style.SERIES, 2):
        assert one.mark != other.mark and one.stroke != other.stroke
    for one, other in combinations((style.MEASURED, style.PRINTED, style.SHARPENED, style.CLOSED), 2):
        assert one.mark != other.mark
    looks = Counter(hatch for _, hatch in style.WORDS.values())
    assert looks.pop("") == 2 and set(looks.values()) == {1}, "all but proved and cited, a colour and a grey, have their own hatching"


def drawn(**lines: float) -> Any:
    figure, axes = style.blank(2.0)
    axes[0, 0].set_yscale("log")
    style.bars(axes[0, 0], [1, 2], [1e-3, 2e-3], [5e-4, 4e-3], label="simulated")
    for label, value in lines.items():
        axes[0, 0].axhline(value, label=label)
    axes[0, 0].set(xlabel="time $t$ (s)", ylabel="distance")
    axes[0, 0].legend()
    return figure


EXAMPLE = Figure("example", "A title & more", "a < b", ("p:1",), Table(("t", "value"), (("1", "0.001"),)), lambda: drawn(bound=0.01))


def test_an_inline_figure_fits_into_a_page() -> None:
    text = EXAMPLE.svg()
    root = ElementTree.fromstring(text)
    assert text.startswith("<svg ") and root.get("role") == "img" and root.get("width") is None and root.get("viewBox")
    spoken = [root.find(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc")]
    assert [node.text for node in spoken if node is not None] == ["A title & more", "a < b"]
    assert root.get("aria-labelledby", "").split() == [node.get("id") for node in spoken if node is not None]
    ids = [node.get("id", "") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids)) and all(name.startswith("example-") for name in ids)
    linked = re.findall(r'(?:url\(#|href="#)([^)"]+)', text)
    assert linked and set(linked) <= set(ids)
    assert style.INK not in text and "currentColor" in text and "metadata" not in text and "*{" not in text.replace(" *{", "")
    assert "#ffffff" not in text, "there is no ground"


def test_a_file_stands_by_itself_and_has_no_date() -> None:
    text = EXAMPLE.svg(inline=False)
    assert text.startswith("<?xml") and style.INK in text and "#ffffff" in text and "currentColor" not in text
    assert b"CreationDate" not in EXAMPLE.pdf() and EXAMPLE.png(50).startswith(b"\x89PNG")


def test_a_figure_is_the_same_whatever_the_settings() -> None:
    once = EXAMPLE.svg(), EXAMPLE.pdf()
    with mpl.rc_context({"font.size": 20, "svg.hashsalt": "x", "lines.linewidth": 9, "axes.grid": False}):
        again = EXAMPLE.svg(), EXAMPLE.pdf()
    assert once == again


def test_a_bar_that_reaches_zero_stays_on_a_logarithmic_axis() -> None:
    with style.applied():
        container = drawn().axes[0].containers[0]
    (segments,) = (lines.get_segments() for lines in container[2])
    assert [segment[1, 1] for segment in segments] == pytest.approx([1.5e-3, 6e-3]) and segments[1][0, 1] > 0


def test_tables_have_whole_rows() -> None:
    with pytest.raises(ValueError, match="must have 2 cells"):
        Table(("a", "b"), (("1",),))


def test_without_matplotlib_there_is_a_catalogue_and_a_sentence() -> None:
    program = """if True:
        import sys
        sys.modules["matplotlib"] = None
        from verify.figures import catalogue
        from verify.figures.figure import NotDrawable
        found = catalogue.figures()
        try:
            found[0].svg()
        except NotDrawable as error:
            print(error)
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "pip install 'ehrenfest[plot]'" in done.stdout and issubclass(NotDrawable, RuntimeError)


def test_the_committed_records_have_every_figure() -> None:
    """Of simulated claims too, once their records hold what was measured."""
    papers = records.committed()
    lacking = {name: reason for name, reason in catalogue.missing(papers).items() if "must have " not in reason}
    simulated = [item for _, item in records.every(papers) if any(e["method"] == "simulation" for e in item["as_printed"]["evidence"])]
    if simulated and not any("left" in e["data"] for item in simulated for e in item["as_printed"]["evidence"]):
        pytest.skip("the records were written before they held measured points")
    assert lacking == {}


def test_the_figures_belong_to_claims() -> None:
    papers = records.committed()
    known = {claim for claim, _ in records.every(papers)}
    known |= {f"{key}:{label}" for key in keys() for label in load(find(key)).claims}  # those too whose records are still to be written
    for figure in catalogue.figures(papers):
        assert set(figure.claims) <= known and figure.table.rows and re.fullmatch("[a-z0-9-]+", figure.name)
        assert figure.caption.endswith(".") and figure.title


def simulated(at: dict[str, str], value: float, error: float, right: float, **more: Any) -> dict[str, Any]:
    left = {"value": value, "error": error}
    return {"method": "simulation", "text": "", "data": {"at": at, "left": left, "right": right, "ceiling": left, **more}}


def record_of(title: str, *evidence: dict[str, Any], word: str = "supported") -> dict[str, Any]:
    verdict = {"word": word, "grade": "", "evidence": list(evidence)}
    return {"title": title, "as_printed": verdict, "corrected": None, "inherited": {"word": word}, "slack": None}


def theorem(quantum: float) -> dict[str, dict[str, Any]]:
    at = {"hbar": "1/4", "Dx": "1/4", "Dp": "1/8", "t": "1", "state": "(1, 0), r = 1, n = 2"}
    sides = [simulated({"distance": side, **at}, value, 0.001, 0.5, refined=0.2)
             for side, value in zip(theorem1.SIDES, (quantum, 0.04), strict=True)]
    return {"hrr2023": {f"x/sim/{name}": record_of(name, *sides) for name in theorem1.POTENTIALS}}


def test_theorem_1_is_drawn_from_its_readings() -> None:
    figure = theorem1.simulated(theorem(0.05))
    assert "14 of 14 distances lie below all three; (8) is 10 to 12 times" in figure.caption
    case = "ħ = 1/4, D = 1/4, 1/8, t = 1, n = 2"
    assert figure.table.rows[0] == ("pendulum", case, theorem1.SIDES[0], "0.05", "0.001", "0.05", "0.2", "0.5")
    with style.applied():
        (axis,) = figure.draw().axes
    points = sorted(round(float(container[0].get_xdata()[0]), 9) for container in axis.containers)
    assert Counter(points) == {0.05: 14, 0.04: 14}  # each with its a-posteriori bound, here the same
    assert "7 of 14 distances lie below" in theorem1.simulated(theorem(0.3)).caption


def test_old_records_are_said_to_lack_the_points() -> None:
    old = {"hrr2023": {"x/sim/pendulum": record_of("", {"method": "simulation", "text": "", "data": {}})}}
    with pytest.raises(records.NoData, match="audit it again"):
        theorem1.simulated(old)
    with pytest.raises(records.NoData, match="must hold li2024:x/sim/higher-order"):
        records.record(old, "li2024:x/sim/higher-order")


def test_a_line_goes_through_its_points_with_the_stated_exponent() -> None:
    points = [{"h": f"1/{2**k}", "value": 3 * 2.0 ** (-k / 2), "error": 1e-3} for k in (4, 2, 3)]
    reading = {"at": {"law": "t = 1"}, "points": points, "exponent": {"value": 0.5, "error": 0.01}}
    (law,) = power_law.laws([reading], {"t = 1": "N = 1"}, "h")
    assert [x for x, _, _ in law.points] == ["1/16", "1/8", "1/4"] and law.stated() == "exponent 0.500 ± 0.01"
    with style.applied():
        _, axes = style.blank(2.0)
        power_law.draw(axes[0, 0], [law])
        line = axes[0, 0].get_lines()[-1]
    assert np.allclose(line.get_ydata(), 3 * np.sqrt(line.get_xdata()), rtol=1e-12)


def test_exponents_of_neighbours_stand_in_the_order_of_the_axis() -> None:
    def pair(low: str, high: str, slope: float) -> dict[str, Any]:
        ends = [{"D": D, "value": 1.0, "error": 0.1} for D in (high, low)]
        return {"at": {"law": "D"}, "points": ends, "exponent": {"value": slope, "error": 0.1}}

    (law,) = power_law.laws([pair("1/8", "1/4", -1.5), pair("1/16", "1/8", 1.0)], {"D": "D"}, "D")
    assert law.stated() == "exponents 1.00, −1.50" and power_law.widest([law]) == "1e+01 percent"


def test_verdicts_count_every_claim_once() -> None:
    def item(printed: str, corrected: str | None, inherited: str) -> dict[str, Any]:
        fixed = None if corrected is None else {"word": corrected}
        return {**record_of("", word=printed), "corrected": fixed, "inherited": {"word": inherited}}

    items = {"1": item("refuted", "proved", "supported"), "2": item("cited", None, "cited"), "3": item("refuted", None, "refuted")}
    papers = {"one": items}
    (printed, corrected, inherited) = verdicts.counts(papers)["one"]
    assert printed == {"refuted": 2, "cited": 1} and corrected == {"proved": 1, "cited": 1, "refuted": 1} and inherited.total() == 3
    figure = verdicts.verdicts(papers)
    assert figure.table.rows[0] == ("one", "as printed", "0", "0", "0", "1", "0", "2", "3")
    with style.applied():
        widths = [patch.get_width() for patch in figure.draw().axes[0].patches if patch.get_width()]
    assert sum(widths) == 9


def test_slacks_are_of_inequalities() -> None:
    def item(ratio: str, **at: str) -> dict[str, Any]:
        return {**record_of("title", word="proved"), "slack": {"largest_ratio": ratio, "at": at}}

    items = {"a": item("0.5", d="1"), "b": item("1", d="1"), "c": item("1.3", value="78"), "d": item("-0.1", k="2"), "e": record_of("")}
    assert [each.label for each in slack.slacks(items)] == ["d", "a", "b"]
    figure = slack.slack("paper", {"paper": items})
    assert "1 of 3 inequalities do" in figure.caption and "In 1 the left side is never positive" in figure.caption
    with style.applied():
        assert [text.get_text() for text in figure.draw().axes[0].get_yticklabels()] == ["a"]
