"""The parts of the report: escaping, formulae, names of files, writing, the command."""

from __future__ import annotations

import dataclasses
import html
import re
from pathlib import Path

import pytest

from verify.cli import main
from verify.files import replace
from verify.report import counts, drawings, library, mathml, points, provenance_page, words
from verify.report.library import Volume
from verify.report.markup import Html, element, escape, joined
from verify.report.write import LIST, Unwritable, write

MOST = 300_000  # bytes of a page without its figures
HOSTILE = '</code><script>alert(\'x\')</script> href="@/nowhere" & <b onclick="x">'


@pytest.fixture(scope="module")
def volumes() -> tuple[Volume, ...]:
    return library.library()


def test_names_of_functions_stand_apart_from_what_they_are_of() -> None:
    apart, close = (f'<mo lspace="0.1em" rspace="{space}">' for space in ("0.17em", "0"))
    assert str(mathml.formula(r"\log\cosh x", False)).count(apart) == 2
    assert str(mathml.formula(r"\sin(x)", False)).count(close) == 1
    assert "<mo" not in str(mathml.formula(r"A_{\mathrm{tr}}", False))


def test_text_is_escaped() -> None:
    assert element("p", HOSTILE, title=HOSTILE) == f'<p title="{html.escape(HOSTILE)}">{html.escape(HOSTILE)}</p>'
    assert joined([Html("<b>"), "<b>", None, 3]) == "<b>&lt;b&gt;3"
    assert escape(Html("a") + "<") == "a&lt;", "a sum of HTML and text is text again"


def test_every_statement_is_drawn(volumes: tuple[Volume, ...]) -> None:
    total, left = provenance_page.not_drawn(volumes)
    assert total > 700
    assert not left, [f"{volume.key}:{label}" for volume, label in left]


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{a}{b",
        r"\unknown x",
        r"\text{a \command here}",
        r"\text{open",
        r"x \end{cases}",
        r"\begin{tabular}{c}a\end{tabular}",
    ],
)
def test_what_cannot_be_drawn_stands_as_latex(latex: str) -> None:
    drawn = mathml.statement(latex)
    assert not drawn.whole
    assert html.escape(latex) in drawn.html or 'class="tex"' in drawn.html


def test_a_formula_with_other_characters_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    class Wrong:
        @staticmethod
        def convert(latex: str) -> str:
            return "<math><mrow><mi>a</mi><mo>+</mo><mi>c</mi></mrow></math>"

    monkeypatch.setattr(mathml, "_converter", lambda: Wrong)
    mathml.formula.cache_clear()
    try:
        assert mathml.formula("a+b", False) is None
        assert mathml.formula("a-c", False) is None
        assert mathml.formula("a+c", False) is not None
        assert mathml.formula("a+{}^c", False) is None, "the superscript is lost"
    finally:
        mathml.formula.cache_clear()


def test_without_the_converter_the_report_says_so(monkeypatch: pytest.MonkeyPatch, volumes: tuple[Volume, ...]) -> None:
    monkeypatch.setattr(mathml, "_converter", lambda: None)
    mathml.formula.cache_clear()
    mathml.statement.cache_clear()
    try:
        assert "latex2mathml is not installed" in provenance_page.provenance_page(volumes[:1], drawings.Drawings()).body
        assert mathml.statement(r"a \le b").html.count("tex") == 2
    finally:
        mathml.formula.cache_clear()
        mathml.statement.cache_clear()


def test_without_matplotlib_the_report_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawings.find_spec
    monkeypatch.setattr(drawings, "find_spec", lambda name: None if name == "matplotlib" else found(name))
    assert "matplotlib" in drawings.start()().missing


def test_file_names_differ_where_capitals_do_not_count(volumes: tuple[Volume, ...]) -> None:
    base = volumes[0]
    labels = ["p/a-b", "p/a/b", "P/A-B", "..", "CON", "x y", "é"]
    records = tuple(base.records[0] | {"label": label, "uses": []} for label in labels)
    slugs = dataclasses.replace(base, records=records).slugs
    assert len({slug.lower() for slug in slugs.values()}) == len(labels)
    assert all(re.fullmatch(r"[A-Za-z0-9.-]+", slug) and slug.strip(".-") == slug for slug in slugs.values())


def test_writing_leaves_the_files_of_others_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert write({"index.html": "a", "claims/x.html": "b"}, out) == []
    (out / "mine.txt").write_text("mine")
    (tmp_path / "outside.txt").write_text("outside")
    with (out / LIST).open("a") as stream:
        stream.write("../outside.txt\n")
    assert write({"index.html": "c"}, out) == ["claims/x.html"]
    assert (out / "index.html").read_text() == "c" and not (out / "claims" / "x.html").exists()
    assert (out / "mine.txt").read_text() == "mine" and (tmp_path / "outside.txt").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.tex").write_text("years")
    with pytest.raises(Unwritable, match="holds other files"):
        write({"index.html": "a"}, other)
    assert [path.name for path in other.iterdir()] == ["thesis.tex"]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    one = library.volume(library.BUILT_IN / "layton2026")
    monkeypatch.setattr(library, "library", lambda: (one,))
    monkeypatch.setattr("verify.report.site.start", lambda: lambda: drawings.Drawings(missing="left out here"))
    out = tmp_path / "pages"
    assert main(["report", "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert str(out / "index.html") in said.out and said.err == ""
    assert len(list(out.rglob("*.html"))) == int(said.out.split()[0])
    (tmp_path / "file").write_text("x")
    assert main(["report", "--out", str(tmp_path / "file")]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("ehrenfest: `--out` must be a folder, but") and said.out == ""


def test_records_that_cannot_be_read_are_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "layton2026"
    broken.mkdir()
    (broken / "records.json").write_text('{"records": [{}]}')
    monkeypatch.setattr(library, "BUILT_IN", tmp_path)
    assert main(["report", "--out", str(tmp_path / "out")]) == 2
    assert "ehrenfest audit layton2026 --write" in capsys.readouterr().err
    (broken / "records.json").unlink()
    with pytest.raises(library.NoRecords, match="no paper has any"):
        library.library()


def test_a_paper_without_numbers_has_none_to_count() -> None:
    assert counts.covered(3, 4) == "3 of 4 numbered statements decided or cited" and counts.covered(0, 0) == "no numbered statements"


def test_numbers_of_equations_are_linked_and_arguments_are_not(volumes: tuple[Volume, ...]) -> None:
    (volume,) = [each for each in volumes if each.key == "hrr2023"]
    text = str(words.linked("by (3) and (D13), with sqrt(3) for the root of (3)", volume))
    assert text.count("<a ") == 3 and "sqrt(3)" in text and ">(D13)</a>" in text


def test_a_figure_stands_on_the_pages_of_its_claims_and_is_linked_from_those_of_many() -> None:
    few, many = ("a:1", "a:2"), tuple(f"a:{number}" for number in range(20))
    drawn = drawings.Drawings(
        {"f": "F", "g": "G"}, {"f": Html("<svg>f</svg>"), "g": Html("<svg>g</svg>")}, {"f": few, "g": many}
    )
    assert drawn.of("a:1") == ["<svg>f</svg>", '<p><a href="@/simulations.html#g">G</a></p>']
    assert len(drawn.of("a:19")) == 1 and drawn.of("b:1") == []


def test_figures_are_drawn_in_other_processes_as_in_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from verify.figures import catalogue

    few = catalogue.figures()[2:4]
    monkeypatch.setattr(catalogue, "figures", lambda: few)
    monkeypatch.setattr(drawings.os, "cpu_count", lambda: 2)
    apart = drawings.start()()
    monkeypatch.setattr(drawings.os, "cpu_count", lambda: 1)
    assert apart == drawings.start()() and len(apart.shown) == 2
    assert all(
        "<svg" in html and each.caption[:20] in html for html, each in zip(apart.shown.values(), few, strict=True)
    )


def test_a_report_that_was_cut_short_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(path: Path, content: str | bytes) -> None:
        if path.name == "b.html":
            raise KeyboardInterrupt
        replace(path, content)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("verify.report.write.replace", stopped)
        write({"a.html": "a", "b.html": "b"}, tmp_path / "out")
    assert (tmp_path / "out" / "a.html").exists() and not (tmp_path / "out" / "b.html").exists()
    assert write({"index.html": "whole"}, tmp_path / "out") == ["a.html"]


def test_long_rationals_are_rounded_and_told_to_be() -> None:
    exact = "(1/3 8270767699844988/4000000000000000000; -46753455946778915915/2067166249 1/25)"
    shown, rounded = points.point({"d": "1", "sigma": exact, "r": "1.2/3"})
    assert rounded and shown == (
        f'd = 1, <span title="sigma = {exact}">sigma ≈ (1/3 0.00206769; -2.26172e+10 1/25)</span>, r = 1.2/3'
    )
    assert points.point({"x": "7/3", "y": "<"}) == ("x = 7/3, y = &lt;", False)


@pytest.mark.parametrize(
    ("latex", "sought"),
    [
        (r"a\Big\{\frac xy\Big\}^{3/2}", r"<msup><mrow><mo minsize.*?</mfrac><mo minsize[^>]*>}</mo></mrow><mrow><mn>3</mn>"),
        (r"b+\Big|x\Big|c", r'<mo form="prefix" stretchy="true" min[^>]*>\|</mo><mi>x</mi><mo form="postfix" stretchy="true" min'),
        (r"f\Big|_{t=0}+\big\|x\big\|",
         r'<msub><mrow><mo form="postfix"[^>]*>\|</mo></mrow>.*<mo form="prefix"[^>]*>‖</mo><mi>x</mi><mo form="post'),
    ],
)
def test_sized_delimiters_can_stretch(latex: str, sought: str) -> None:
    drawn = mathml.formula(latex, True)
    assert drawn is not None and re.search(sought, drawn), drawn
