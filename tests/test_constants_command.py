"""The command `constants`: text at 80 columns, stable JSON, TeX that compiles, tables, examples, and refusals in one sentence."""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction as F
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sympy as sp
from flint import arb, fmpq

import ehrenfest
from numerics import decimals
from numerics.supremum import curvatures
from verify.cli import main
from verify.constants.examples import compared, examples
from verify.constants.record import STATUSES
from verify.constants.symbolic import _number
from verify.papers.hrr2023.constants import DEFINITIONS
from verify.present import constants as present

Run = Callable[..., tuple[int, str, str]]
ALL = ("--hbar", "1/100", "--Dx", "1/50", "--Dp", "1/70", "--time", "1/3")
KEYS = {"name", "tex", "title", "low", "high", "value", "unit", "dimension", "formula", "formula_tex", "claims", "verdict", "caveats",
        "status", "why", "argmax"}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str) -> tuple[int, str, str]:
        status = main(["constants", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def test_the_number_e_is_said_to_be_one(run: Run) -> None:
    """Who types e*x may mean a charge."""
    assert run("e*exp(-x^2)", "--param", "E=2")[0] == 2
    assert "V = e*exp(-x^2), e = exp(1), mass = 1," in run("e*exp(-x^2)", "--digits", "4")[1]
    assert "V = E*exp(-x^2), E = 2, mass = 1," in run("E*exp(-x^2)", "--param", "E=2", "--digits", "4")[1]
    assert "V = e*E*cos(x), e = exp(1), with E open" in run("e*E*cos(x)", "--free", "E")[1]
    status, out, err = run("E*exp(-x^2)")
    assert (status, out) == (2, "") and "has 'E'; write e or exp(1) for Euler's number, or give a parameter a value" in err


def test_a_closed_form_tells_an_open_parameter_from_the_number(run: Run) -> None:
    assert "norm2 = e*E   [for all positive parameters]" in run("e*E*cos(x)", "--free", "E")[1]


def test_json(run: Run) -> None:
    status, out, err = run("cos(x)", "x^4/4", *ALL, "--format", "json")
    record = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert status == 0 and err == "" and set(record) == {"schema", "command", "digits", "systems"}
    assert record["schema"] == 1 and record["command"] == "constants" and len(record["systems"]) == 2
    for system in record["systems"]:
        assert set(system) == {"inputs", "d", "applies", "convex", "remarks", "constants"}
        assert [each["name"] for each in system["constants"]] == [each.name for each in DEFINITIONS]
        for each in system["constants"]:
            assert set(each) == KEYS and each["status"] in STATUSES and isinstance(each["claims"], list)
            assert (each["low"] is None) == (each["high"] is None) == (each["value"] is None)
            if each["low"] is not None:
                assert Decimal(each["low"]) <= Decimal(each["high"]) and len(Decimal(each["low"]).as_tuple().digits) <= record["digits"]
                assert float(each["low"]) <= each["value"] <= float(each["high"])


def test_text_fits_and_names_everything(run: Run) -> None:
    status, out, _ = run("cos(x)", *ALL)
    assert status == 0 and max(map(len, out.splitlines())) <= 80 and "\x1b" not in out
    for item in DEFINITIONS:
        assert re.search(rf"^  {item.name} = ", out, re.MULTILINE) or re.search(rf"Infinite: [^.]*\b{item.name}\b", out), item.name
    assert "tau_H = 1.0000000000000   [p/tau-H: proved]" in out
    where = re.search(r"norm2 = 1\.0000000000000 at x = (\S+) ", out)
    assert where is not None and abs(math.cos(float(where[1]))) == pytest.approx(1, abs=1e-9), "|V''| = |cos x| is 1 there"
    assert "p/p-H as corrected" in out and "heuristic" in out


def test_text_without_numbers_says_what_to_give(run: Run) -> None:
    status, out, _ = run("cos(x)", "--digits", "6")
    assert status == 0 and "Give --Dx, --Dp." in out and "tau_H = 1.00000 " in out
    status, out, _ = run("x^4/4")
    assert status == 0 and "norm2 = infinite" in out and "--domain" in out and "Undefined:" in out


def test_a_table(run: Run) -> None:
    status, out, _ = run("pendulum", "double_well", "x^2/2 + exp(-x^2)", *ALL)
    assert status == 0 and max(map(len, out.splitlines())) <= 80
    header, first, second, *_ = out.splitlines()
    assert header.split()[:3] == ["norm2", "norm3", "h"] and first.split()[:3] == ["pendulum", "1.0000", "1.0000"]
    assert second.split()[:4] == ["double_well", "infinite", "infinite", "-"]
    status, out, _ = run("cos(x)", "log_cosh", "--columns", "x_H, p_H")
    assert status == 0 and out.splitlines()[0].split() == ["x_H", "p_H"]


def test_a_range_of_a_parameter_and_of_a_number(run: Run) -> None:
    status, out, _ = run("k*cos(x)", "--range", "k=1:3:5", "--columns", "norm2")
    rows = [line.split() for line in out.splitlines()[1:6]]
    assert status == 0 and [row[2] for row in rows] == ["1", "1.5", "2", "2.5", "3"]
    assert [float(row[3]) for row in rows] == [1, 1.5, 2, 2.5, 3]
    status, out, _ = run("k*cos(x)", "--param", "k=4", "--range", "mass=1/3:1:3", "--columns", "tau_H", "--format", "json")
    masses = [system["inputs"]["mass"] for system in json.loads(out)["systems"]]
    assert status == 0 and masses == ["1/3", "2/3", "1"]
    status, out, _ = run("k*cos(q*x)", "--param", "q=1 nm^-1", "--mass", "1 u", "--range", "k=1 eV:2 eV:3", "--columns", "norm2,tau_H")
    assert status == 0 and "k = 1.5 eV" in out and "kg/s^2" in out


def balanced(text: str) -> bool:
    depth = 0
    for piece in re.findall(r"\\.|[{}]", text):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize("arguments", [
    ("cos(x)", *ALL), ("x^4/4",), ("k*cos(x)", "--range", "k=1:2:3"), ("cos(x)", "x^4/4", *ALL), ("--examples",),
    ("A*cos(k*x)", "--free", "A,k"),
], ids=["all", "infinite", "range", "table", "examples", "free"])  # fmt: skip
def test_tex(run: Run, arguments: tuple[str, ...], tmp_path: Path) -> None:
    status, out, _ = run(*arguments, "--tex")
    assert status == 0 and balanced(out) and out.count(r"\begin{") == out.count(r"\end{") == 1
    assert out.count("$") % 2 == 0 and all(rule in out for rule in (r"\toprule", r"\bottomrule"))
    rows = [line for line in out.splitlines() if line.endswith((r"\\", "[1ex]")) and "multicolumn" not in line]
    assert len(rows) > 1 and len({len(re.findall(r"(?<!\\)&", line)) for line in rows}) == 1, "as many cells in every row"
    outside = re.sub(r"\$[^$]*\$", "", out.partition("\n")[2])
    assert not re.search(r"(?<!\\)[_^#]", outside), "what only formulas may have"
    if shutil.which("kpsewhich") and subprocess.run(["kpsewhich", "booktabs.sty"], capture_output=True).returncode == 0:
        page = rf"\documentclass{{article}}\usepackage{{amsmath,booktabs,longtable}}\begin{{document}}{out}\end{{document}}"
        (tmp_path / "page.tex").write_text(page.replace(present.TEX_HEAD, ""), encoding="utf-8")
        made = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"], cwd=tmp_path, capture_output=True)
        assert made.returncode == 0, made.stdout.decode(errors="replace")[-2000:]


def test_a_list_of_names(run: Run) -> None:
    status, out, _ = run("--list")
    assert status == 0 and re.search(r"^pendulum +cos\(x\)", out, re.MULTILINE)


@pytest.mark.parametrize(("arguments", "said"), [
    ((), "`V(x)` must be given"), (("cos(x)", "--digits", "16"), "`--digits`"), (("cos(x)", "--digits", "1"), "from 2 to 15"),
    (("cos(x)", "--digits", "0"), "`--digits` must be a whole number from 2 to 15, but is '0'"),
    (("cos(x)", "--digits", "two"), "`--digits`"), (("cos(x)", "--param", "k"), "NAME=VALUE"),
    (("k*x", "--param", "k=1", "--param", "k=2"), "each name once"), (("cos(x)", "--columns", "tau"), "there are norm2"),
    (("cos(x)", "--range", "k=1..2:3"), "NAME=LOW:HIGH:COUNT"), (("cos(x)", "--range", "k=1:2:201"), "from 2 to 200"),
    (("cos(x)", "--range", "k=1:2:1"), "from 2 to 200"), (("cos(x)", "--range", "k=1 m:2:3"), "one unit or none"),
    (("k*cos(q*x)", "--range", "k=1:2:2", "--range", "q=1:2:2"), "must be given once, but is given 2 times"),
    (("cos(x)", "--hbar", "1", "--range", "hbar=1:2:3"), "`--hbar` must stand without a --range over it"),
    (("cos(x)", "--range", "k=a:b:3"), "two numbers"), (("cos(x)", "--range", "k=1:1/0:3"), "two numbers"),
    (("cos(x)", "--domain", "x"), "LOW:HIGH"), (("cos(x)", "--hbar", "0"), "positive"), (("cos(x)", "--mass", "1 kg"), "unit"),
    (("no.toml",), "no.toml"), (("cos(x)", "--time", "1e300"), "`--time`"),
])  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run(*arguments)
    assert status == 2 and out == "" and err.startswith("ehrenfest: ") and said in err and "must" in err
    assert "Traceback" not in err


def test_si_units_without_a_mass(run: Run) -> None:
    status, _, err = run("k*cos(q*x)", "--param", "k=1 eV", "--param", "q=1 nm^-1")
    assert status == 2 and "`mass` must be given where other numbers have units" in err


def test_a_file_with_several_particles(run: Run, tmp_path: Path) -> None:
    """Three particles on a line, joined by springs cos(x): the largest eigenvalue of the chain's Laplacian is 3."""
    path = tmp_path / "chain.toml"
    path.write_text('hbar = "1/100"\nmass = 2\n[particles]\nnumber = 3\n[[term]]\nformula = "cos(x)"\nbodies = 2\nwhich = "chain"\n',
                    encoding="utf-8")
    status, out, _ = run(str(path), "--format", "json")
    (system,) = json.loads(out)["systems"]
    found = {each["name"]: each for each in system["constants"]}
    assert status == 0 and system["d"] == 3 and float(found["norm2"]["low"]) <= 3 <= float(found["norm2"]["high"])
    assert float(found["tau_H"]["low"]) <= math.sqrt(2 / 3) <= float(found["tau_H"]["high"]) and "chain.toml" in system["inputs"]["V"]
    status, _, err = run(str(path), "--hbar", "1")
    assert status == 2 and "write these into the file" in err


def test_from_formula_to_figure_in_python() -> None:
    found = [ehrenfest.constants("x^2/2 + exp(-x^2)", hbar=F(1, 2**k), Dx="1/50", Dp="1/50", time=1) for k in (4, 8)]
    ends = [each["epsilon"].value for each in found]
    assert all(isinstance(end, float) for end in ends) and ends[1] < ends[0]
    with pytest.raises(AttributeError, match="no attribute 'constant'"):
        ehrenfest.constant  # noqa: B018


def test_an_interrupt(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("verify.constants.command.of", interrupted)
    status, out, err = run("cos(x)")
    assert status == 130 and out == "" and "interrupted" in err


# ---- parameters left open


@pytest.mark.parametrize(("potential", "free"), [("A*cos(k*x)", "A,k"), ("a*x^2/2 + b*exp(-x^2/w^2)", "a,b,w")])
def test_closed_forms_at_values_are_the_constants_there(run: Run, potential: str, free: str) -> None:
    status, out, _ = run(potential, "--free", free, "--format", "json")
    record = json.loads(out)
    assert status == 0 and record["schema"] == 1
    assert [each["name"] for each in record["constants"]] == ["norm2", "norm3", "tau_H", "eta_H", "s_H", "x_H", "p_H"]
    rng = Random(3)
    values = {name: F(rng.randint(1, 30), rng.randint(1, 30)) for name in free.split(",")}
    found = ehrenfest.constants(potential, values, mass="7/3")
    for each in record["constants"]:
        assert each["proved"] is True and each["claims"] and (each["numbers"] or each["name"] not in ("norm2", "norm3"))
        at = {name: sp.Rational(value.numerator, value.denominator) for name, value in {**values, "m": F(7, 3)}.items()}
        value = float(sp.sympify(each["formula"].replace("^", "**"), locals={name: sp.Symbol(name) for name in at}).subs(at))
        assert value == pytest.approx(found[each["name"]].value, rel=1e-12), each["name"]


@pytest.mark.parametrize(("arguments", "said"), [
    (("cos(k*x)", "--free", "k", "--hbar", "1"), "`--free` must stand without --hbar, but does not: it would"),
    (("cos(x)", "sin(k*x)", "--free", "k"), "one potential, but has 2; ask"),
    (("cos(k*x)", "--free", "k", "--param", "k=2"), "without a value, but k has one by --param; leave one of them out"),
    (("cos(k*x)", "--free", "k", "--param", "q=2"), "q does not"), (("cos(k*x)", "--free", "k", "--param", "A"), "NAME=VALUE"),
    (("cos(k*x)", "--free", ","), "`--free` must be names with a comma between two of them, as A,k, but is ','; leave the empty ones out"),
    (("cos(k*x)", "--free", "k,,"), "but is 'k,,'"), (("cos(k*x)", "--free", "k", "--columns", ""), "must stand without --columns, but"),
    (("cos(x)", "--columns", ",,"), "`--columns` must be names with a comma between two of them, as tau_H,z, but is ',,'; leave the"),
    (("cos(x)", "--columns", "tau_H,"), "but is 'tau_H,'"), (("cos(x)", "--columns", ""), "but is ''; leave the empty ones out"),
    (("cos(k*x)*cos(y)", "--free", "k"), "x alone"), (("cos(k*x)", "--free", "k,q"), "q does not"),
    (("cos(k*x)", "--free", "k", "--budget", "3", "--columns", "z"), "without --columns, --budget, but"),
    (("--list", "--budget", "3"), "`--list` must stand without --budget, but"), (("--list", "--format", "json"), "without --format, but"),
    (("cos(x)", "--list"), "`--list` must stand without V(x), but"),
    (("--examples", "--hbar", "1"), "`--examples` must stand without --hbar"),
    (("cos(k*x - t)", "--free", "k"), "x alone"), (("cos(k*x)", "--free", "q"), "known names"),
])  # fmt: skip
def test_what_may_not_stand_beside_free_parameters(run: Run, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run(*arguments)
    assert status == 2 and out == "" and said in err and "must" in err


def test_closed_forms_as_text_and_tex(run: Run) -> None:
    status, out, _ = run("A*cos(k*x)", "--free", "A,k")
    assert status == 0 and "norm3 = A*k^3   [for all positive parameters]" in out and "N = 1 in [" in out
    status, out, _ = run("A*cos(k*x)", "--free", "A,k", "--tex")
    assert status == 0 and balanced(out) and "$A k^{2}$" in out


def test_the_numbers_in_closed_forms_lie_in_their_enclosures(run: Run) -> None:
    """V'' = k + (4 x^2 - 2) exp(-x^2): from k - 2 to k + 4 exp(-3/2), and the digits asked for."""
    status, out, _ = run("A*cos(k*x)", "--free", "A", "--param", "k=-2")
    assert status == 0 and "V = A*cos(k*x), k = -2, with A open and positive" in out
    assert "norm2 = 4*A   [for all positive parameters]" in out
    assert json.loads(run("A*cos(k*x)", "--free", "A", "--param", "k=-2", "--format", "json")[1])["inputs"] == {
        "V": "A*cos(k*x)", "free": ["A"], "k": "-2"}
    _, out, _ = run("k*x^2/2 + exp(-x^2)", "--free", "k", "--digits", "5", "--format", "json")
    said = json.loads(out)["constants"][0]["numbers"]
    assert said[0] == "N_+ = 4*exp(-3/2) in [0.89252, 0.89253]" and said[1].startswith("N_- = -2 in [")
    low, high = map(float, said[1].partition("[")[2].rstrip("]").split(","))
    assert low <= -2 <= high and high - low <= 2.1e-4, "an enclosure that is the point itself is shown as one"
    x = sp.Symbol("x", real=True)
    most, least = curvatures(sp.exp(-(x**2)), [x])
    assert _number(sp.Symbol("N_+"), None, most, 4) == "N_+ in [0.8925, 0.8926]"
    assert _number(sp.Symbol("N_-"), None, least, 4) in ("N_- in [-2.001, -1.999]", "N_- in [-2, -2]")


# ---- the papers' examples


def test_the_examples_by_hand() -> None:
    hbar, year = 6.62607015e-34 / (2 * math.pi), 365.25 * 86400
    macroscopic, grain = examples("hrr2023")
    found = compared("hrr2023", macroscopic, 12) + compared("hrr2023", grain, 12)
    end = math.sqrt(1e-11 / hbar)  # (m s^3/(hbar v))^(1/2)
    wanted = [math.log(1 / hbar), math.sqrt(1 / hbar), math.sqrt(1 / hbar) / year, end / year, hbar / 1e-11 * 1e25**1.5 / year,
              3e6 * year / end, 3e6 * year / hbar * 1e-11 * 1e25**-1.5, end / year / 3**1.5]
    assert [row.agrees for row in found] == [True, True, True, False, False, False, True, False]
    for row, value in zip(found, wanted, strict=True):
        assert float(row.low) <= value * (1 + 1e-9) and value * (1 - 1e-9) <= float(row.high), row.quoted.title
        assert float(row.high) - float(row.low) <= 1e-10 * value
    by_claim = {row.quoted.claim: (row.as_printed, row.as_corrected) for row in found}
    assert by_claim["p/three-million-years"] == ("refuted", "certified") and by_claim["F3"] == ("refuted", "proved")


def test_the_grain_by_the_constants_themselves() -> None:
    """V = U cos(x/a) has the norms that the example takes."""
    found = ehrenfest.constants("U*cos(x/a)", {"U": "1e-11 J", "a": "1 m"}, mass="1e-11 kg", Dx=0, Dp="hbar^2*(1e25 m^-2 s^-1)",
                                time="3e6 year", target=1)
    rows = {row.quoted.title: row for row in compared("hrr2023", examples("hrr2023")[1], 12)}
    year = 365.25 * 86400
    for name, title, unit in (
        ("until_effective", "time for which (F1) is at most 1", year), ("epsilon_effective", "(F1) at three million years", 1),
    ):  # fmt: skip
        constant, row = found[name], rows[title]
        assert constant.status == "heuristic"
        assert float(constant.low or 0) <= float(row.high) * unit and float(row.low) * unit <= float(constant.high or 0)


def test_the_examples_as_text_and_json(run: Run) -> None:
    status, out, _ = run("--examples")
    assert status == 0 and max(map(len, out.splitlines())) <= 80
    assert "computed\n  9757.94 years: differs" in out and "three million years" in out
    status, out, _ = run("--examples", "--format", "json")
    record = json.loads(out)
    numbers = [number for example in record["examples"] for number in example["numbers"]]
    assert status == 0 and record["schema"] == 1 and len(numbers) == 8 and {number["agrees"] for number in numbers} == {True, False}


# ---- decimals


def test_what_is_not_known_is_at_no_place_and_a_box_without_ends_is_none(run: Run) -> None:
    status, out, _ = run("exp(-(x-1000000)^2)", "--domain", "x=-inf:inf")
    assert status == 0 and "norm2 = -   [" in out and "norm2 = - at" not in out and "domain of" not in out
    status, out, _ = run("exp(-x^2)", "--domain", "x=-1:")
    assert status == 0 and "norm2 = 2 at x = 0 " in out and "domain of x = -1:," in out


@pytest.mark.parametrize("seed", range(40))
def test_decimals_enclose(seed: int) -> None:
    rng = Random(seed)
    value = F(rng.randint(-10**9, 10**9), rng.randint(1, 10**9)) * F(10) ** rng.randint(-40, 40)
    ball = arb(fmpq(value.numerator, value.denominator))
    for digits in (2, 7, 15):
        low, high = (F(Decimal(end)) for end in decimals.ends(ball, digits) or ("0", "0"))
        assert low <= value <= high and high - low <= 2 * abs(value) * F(10) ** (1 - digits)
        shown = decimals.certain(*(decimals.ends(ball, digits) or ("0", "0")))
        if not shown.startswith("["):
            unit = F(10) ** int(Decimal(shown).as_tuple().exponent)
            assert abs(F(Decimal(shown)) - value) <= max(unit, F(10) ** (Decimal(shown).adjusted() - digits + 1))


def test_decimals_of_what_is_no_number() -> None:
    assert decimals.ends(arb.pos_inf(), 5) is None and decimals.ends(arb(0), 5) == ("0", "0")
    with pytest.raises(ArithmeticError, match="must be a number"):
        decimals.ends(arb.nan(), 5)
    assert decimals.certain("-1e-30", "1e-30") == "[-1e-30, 1e-30]"


@pytest.mark.parametrize(("low", "high", "most", "shown"), [
    ("1.1", "1.3", 99, "[1.1, 1.3]"), ("1.23456", "1.23467", 99, "1.2346"), ("0.29999", "0.30001", 99, "0.30000"), ("2", "2", 99, "2"),
    ("1.23456", "1.23457", 4, "1.235"), ("999.99", "1000.01", 99, "1000.00"), ("1.24e-9", "1.24001e-9", 99, "1.24000e-9"),
])  # fmt: skip
def test_one_number_whose_last_digit_may_be_off_by_one(low: str, high: str, most: int, shown: str) -> None:
    found = decimals.certain(low, high, most)
    assert found == shown


def test_powers_of_ten_in_tex() -> None:
    assert present.tex_number("1.5e-34") == r"1.5\cdot10^{-34}" and present.tex_number("[1, 2e5]") == r"[1,\ 2\cdot10^{5}]"
    assert present.tex_text("a_b") == r"a\_b"


def test_no_colour_when_it_is_unwanted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[32m" in run("cos(x)")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("cos(x)")[1]


def test_colour_does_not_count_as_width(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain: Any = run("cos(x)", *ALL)[1]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert re.sub(r"\x1b\[\d+m", "", run("cos(x)", *ALL)[1]).split() == plain.split()


def test_the_direction_in_which_a_norm_is_reached_is_said(run: Run) -> None:
    status, out, _ = run("cos(x)*exp(-y^2)")
    assert status == 0 and "u_y = 1 (along u)" in " ".join(out.split())
    norm = next(item for item in ehrenfest.constants("cos(x)").constants if item.name == "norm2")
    around = (("x", 0.0), ("turn", 0.25)), (("x", 0.0), ("tilt", 0.5), ("turn", 0.25))
    said = [" ".join(" ".join(present._entry(replace(norm, argmax=at))).split()) for at in around]
    assert "turn = 0.25 (along (cos b, sin b), b = pi turn)" in said[0] and "(along (sin a cos b, sin a sin b, cos a)," in said[1]
