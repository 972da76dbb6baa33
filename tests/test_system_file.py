"""Systems from options and from files: what they mean, and every refusal."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp

from derive.formula import Formula, FormulaError
from derive.many_body import ManyBody
from numerics.constants import HBAR_SI
from verify.system_file import UnusableSystem, from_options, parsed, read_system

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
X = sp.Symbol("x", real=True)


def stated(text: str) -> str:
    """The refusal of a file."""
    with pytest.raises((UnusableSystem, FormulaError)) as caught:
        parsed(text.encode())
    return str(caught.value)


def test_examples() -> None:
    paths = sorted(EXAMPLES.glob("*.toml"))
    assert len(paths) >= 2
    morse, chain = (read_system(EXAMPLES / name) for name in ("hydrogen_morse.toml", "ion_chain.toml"))
    D, a = sp.Rational(1602176634, 10**28) * sp.Rational(475, 100), 194 * 10**8
    assert isinstance(morse.potential, Formula)
    assert sp.expand(morse.potential.expression - D * (1 - sp.exp(-a * X)) ** 2) == 0
    assert morse.si
    assert morse.measured
    assert morse.hbar is None
    assert morse.mass is not None
    assert morse.mass.value == Fraction(504, 1000) * Fraction(166053906892, 10**38)
    assert morse.Dp is not None
    assert sp.simplify(morse.Dp.expression / HBAR_SI**2) == 10**22
    low, high = morse.domain["x"]
    assert high is None
    assert low is not None
    assert low.value == Fraction(-5, 10**11)
    assert isinstance(chain.potential, ManyBody)
    assert not chain.si
    assert not chain.measured
    assert (chain.potential.particles, chain.potential.dimension) == (10, 3)
    assert [len(term.tuples) for term in chain.potential.terms] == [10, 45]
    assert chain.hbar is not None
    assert chain.hbar.value == Fraction(1, 100)


def test_options_and_files_meet() -> None:
    by_options = from_options("k*x^2/2", params=["k=2 eV/nm^2"], mass="1 u", domain=["-1 um:1 um"])
    by_file = parsed(b'potential = "k*x^2/2"\nmass = "1 u"\n[parameters]\nk = "2 eV/nm^2"\n[domain]\nx = ["-1 um", "1 um"]\n')
    assert by_options == by_file


def test_numbers_of_files_are_exact() -> None:
    found = parsed(b'potential = "cos(x)"\nhbar = 0.1\nDx = 1e-3\nmass = 2\n[domain]\nx = [-inf, 0.3]\n')
    assert found.hbar is not None
    assert found.hbar.value == Fraction(1, 10)
    assert found.Dx is not None
    assert found.Dx.value == Fraction(1, 1000)
    low, high = found.domain["x"]
    assert low is None
    assert high is not None
    assert high.value == Fraction(3, 10)


OPTIONS = {  # what is wrong, and words of the sentence
    "mass": (("cos(x)", {"mass": "1", "params": [], "time": "3 s"}), "`--mass` must have a unit that is kg"),
    "formula": (("x^2", {"mass": "1 kg"}), "`formula` must be an energy"),
    "argument": (("D*cos(x)", {"params": ["D=1 J"]}), "give cos a number"),
    "sum": (("D*x + D", {"params": ["D=1 N"]}), "must add what has one unit"),
    "exponent": (("D*(1 + k*x)^(k*x)", {"params": ["D=1 J", "k=1 m^-1"]}), "rational exponents"),
    "unit": (("k*x", {"params": ["k=1 N"], "time": "5 m"}), "`--time` must have a unit that is s"),
    "negative": (("cos(x)", {"Dx": "-1"}), "`--Dx` must be at least 0"),
    "zero": (("cos(x)", {"hbar": "0"}), "`--hbar` must be positive"),
    "span": (("cos(x)", {"domain": ["2:1"]}), "low < high"),
    "ends": (("cos(x)", {"domain": ["2"]}), "NAME=LOW:HIGH"),
    "none": (("pendulum", {"params": ["A=2"]}), "there are none here; leave it out"),
    "misspelt": (("pendulums", {}), "did you mean pendulum?"),
    "without a value": (("A*cos(x)", {}), "--param A=1"),
    "other": (("cos(x)", {"domain": ["y=1:2"]}), "there are x"),
    "length": (("k*x", {"params": ["k=1 N"], "domain": ["0:1"]}), "`domain of x` must have a unit that is m"),
    "idle": (("cos(x)", {"params": ["k=1"]}), "k does not"),
    "twice": (("k*x", {"params": ["k=1", "k=2"]}), "each name once"),
    "nameless": (("k*x", {"params": ["1"]}), "NAME=VALUE"),
    "default": (("morse", {"mass": "1 kg"}), "give exp a number"),
    "of another": (("morse", {"params": ["q=1"]}), "must have known names"),
    "column": (("cos(x)", {"time": "3 seconds"}), "at column 3"),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_options_that_are_refused(case: str) -> None:
    (text, options), words = OPTIONS[case]
    with pytest.raises((UnusableSystem, FormulaError), match=r" must |^`") as caught:
        from_options(text, **options)  # type: ignore[arg-type]
    assert words in str(caught.value)


def test_zero_needs_no_unit_and_named_potentials_take_units() -> None:
    found = from_options("morse", params=["D=2 eV", "a=3 nm^-1"], mass="1 u", Dx="0", domain=["x=0:"])
    assert isinstance(found.potential, Formula)
    assert found.potential.expression.subs(X, 0) == 0
    assert found.domain["x"][1] is None


FILES = {  # text: words of the sentence
    "potential = 1": "`formula` must be text", "": "but has both or neither", "potental = 'x'": "did you mean potential",
    "potential = 'x'\n[[term]]\nformula='x'": "both or neither", "potential = 'x'\nmass = true": "`mass` must be a number",
    "potential = 'x'\nmass = [1]": "`mass` must be a number", "potential = 'x'\nmass = nan": "finite numbers",
    "potential = 'x'\nmass = 1e999": "1e60", "potential = 'x'\nmass = " + "9" * 5000: "few digits",
    "potential = 'x'\nmass = 0x" + "f" * 5000: "`mass` must", "potential = 'x'\nparameters = 3": "write [parameters]",
    "potential = 'x'\n[domain]\nx = 3": "two ends", "potential = 'x'\n[domain]\nx = [1, 1]": "low < high",
    "potential = 'x": "at end of document",
    "a" + ".a" * 1000 + " = 1": "dots", "x = " + "[" * 3000 + "]" * 3000: "nested",
    "potential = 'x'\n[particles]\nnumber = 2": "must come with",
    "[[term]]\nformula = 'x'": "must have their number", "term = 3\n[particles]\nnumber = 2": "write [[term]]",
    "[particles]\nnumber = 2\n[[term]]": "must have a formula",
    "[particles]\nnumber = 2\n[[term]]\nformula = 'x'\nbody = 1": "did you mean bodies",
    "[particles]\nnumber = 0\n[[term]]\nformula = 'x'": "`particles` must be a whole number from 1",
    "[particles]\nnumber = 2\n[[term]]\nformula = 'x'\nbodies = 3": "`bodies` must be a whole number from 1 to 2",
    "[particles]\nnumber = 2\ncount = 3\n[[term]]\nformula = 'x'": "there are number, dimension",
    "[particles]\nnumber = 2\n[parameters]\nk = 1\n[[term]]\nformula = 'x'": "k does not",
    "[particles]\nnumber = 2\nmasses = [1, 2]\n[[term]]\nformula = 'x'": "`particles` must have known names",
    "potential = 'x'\n[parameters]\n\"a\\nb\" = 1": "`parameters` must have free names",
    "potential = 'x'\n[domain]\n\"a\\nb\" = [0, 1]": "`domain` must have names",
    "potential = 'x'\n#" + "x" * 70000: "65536 bytes", "potential = 'x + sin'": "at column 5", "d = 1979-99-99": "must be TOML",
}  # fmt: skip


@pytest.mark.parametrize("text", FILES, ids=lambda text: text[:30].replace("\n", "|"))
def test_files_that_are_refused(text: str) -> None:
    assert FILES[text] in stated(text)


def test_parameters_of_terms_must_occur_as_names() -> None:
    """A parameter whose letters only occur within another name is idle."""
    assert "o does not" in stated("[particles]\nnumber = 2\n[parameters]\no = 1\n[[term]]\nformula = 'cos(x)'")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnusableSystem, match=r"`\S*/none\.toml` must be a TOML file, but there is no such file"):
        read_system(tmp_path / "none.toml")
    path = tmp_path / "bad.toml"
    path.write_bytes(b"potential = '\xff'")
    with pytest.raises(UnusableSystem, match=r"`\S*/bad\.toml` must be text in UTF-8, but is not, from byte 14 on"):
        read_system(path)
    path.write_text("potential = 'x + sin'")
    with pytest.raises(UnusableSystem, match=r"bad\.toml: `formula` must give sin its argument"):
        read_system(path)
