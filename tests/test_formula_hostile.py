"""Hostile inputs, a few hundred of those of `slow/fuzz_input.py`, in a process of bounded memory; and what is known to have been one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sympy as sp

from derive.formula import FormulaError, read

SCRIPT = Path(__file__).resolve().parent / "slow" / "fuzz_input.py"
X = sp.Symbol("x", real=True)


@pytest.mark.slow
def test_random_and_hostile_inputs_are_read_or_refused() -> None:
    command = [sys.executable, str(SCRIPT), "500", "--first", "7000000", "--child"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-2000:]
    record = json.loads(result.stdout)
    assert record["faults"] == []
    assert record["slowest"][0] < 5
    assert record["peak_mib"] < 1024
    for kind in ("formula", "parameter", "quantity", "options", "toml", "term"):  # each was reached, and did not refuse all
        assert sum(count for name, count in record["counts"].items() if name.startswith(f"{kind} refused")) > 0
    assert record["counts"]["formula read"] > 20
    assert record["counts"]["quantity read"] > 3


@pytest.mark.parametrize("text", ["tan(x + pi/2)", "1/tan(x + pi/2)", "tan(pi/2 - x)", "sin(tan(x - pi/2))"])
def test_no_function_but_those_of_the_grammar(text: str) -> None:
    """SymPy writes a cotangent, which neither balls nor the grammar have."""
    formula = read(text)
    assert not formula.expression.has(sp.cot, sp.sec, sp.csc)
    at = sp.Rational(3, 10)
    assert sp.N(formula.expression.subs(X, at) - sp.sympify(text.replace("x", "(3/10)"), rational=True), 30) == pytest.approx(0, abs=1e-25)
    assert read(formula.text).expression == formula.expression


@pytest.mark.parametrize("text", ["exp(log(2)*200/201)", "(x^(1/16))^(1/16)", "(pi+1)^64*(pi+1)^64"])
def test_what_is_built_can_be_read_again_or_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match="powers up to 64"):
        read(text)


@pytest.mark.parametrize("text", ["^".join(["0.5"] * 19), "^".join(["0.5"] * 39), "exp(-" * 9 + "x" + ")" * 9,
                                  "sin(atan(" * 12 + "x" + "))" * 12,
                                  "(1/2+sin(" * 12 + "2" + "))^pi" * 12])
def test_deep_functions_are_refused(text: str) -> None:
    """SymPy takes minutes to find the signs of such: 42 s for a tower of 19 powers."""
    with pytest.raises(FormulaError, match="nested at most 5 deep"):
        read(text)


def test_constants_whose_variables_cancel_are_judged() -> None:
    with pytest.raises(FormulaError, match="finite and real"):
        read("sqrt(0.5 - cosh(t/t))")
    assert read("sqrt(2 - x/x)").expression == 1


LOOKALIKES = {
    "х + 1": "CYRILLIC SMALL LETTER HA", "x\u200b": "ZERO WIDTH SPACE", "cоs(x)": "CYRILLIC SMALL LETTER O", "x − 1": "write -",
    "x²": "write ^2",
    "２*x": "FULLWIDTH DIGIT TWO", "ｘ": "write x", "𝑥": "write x", "2×x": "write *", "√x": "SQUARE ROOT",
    "x\u202e": "RIGHT-TO-LEFT OVERRIDE",
    "nan*x": "only finite numbers", "inf": "only finite numbers", "1,5*x": "write . in decimals", "[x]": "write (",
}  # fmt: skip


@pytest.mark.parametrize("text", LOOKALIKES)
def test_look_alikes_are_named(text: str) -> None:
    with pytest.raises(FormulaError, match=r"^`formula` must .*, at column \d+\n") as caught:
        read(text)
    assert LOOKALIKES[text] in caught.value.sentence


@pytest.mark.parametrize("name", ["х", "ｘ", "k\n", "", "a b", "x1", "sin", "pi", "k" * 41, "Α", "__class__", "t", "y2", 3])
def test_names_of_parameters_that_are_none(name: str) -> None:
    with pytest.raises(FormulaError, match="must have free names") as caught:
        read("k*x", {name: "1"})  # type: ignore[dict-item]
    assert caught.value.sentence.isprintable()
    assert all(line.isprintable() for line in str(caught.value).splitlines())
    assert (caught.value.at is None) == (name in ("", 3))


def test_the_caret_is_below_the_letter_that_no_name_may_have() -> None:
    with pytest.raises(FormulaError, match=r"at column 3\n    k1х\n      \^$"):
        read("k*x", {"k1х": "1"})


@pytest.mark.parametrize("text", ["atan((asinh(x/x))^cos(0.1-t))", "sin(sin(log(asinh(1)*x)))"])
def test_what_simplifies_to_deeper_functions_is_refused(text: str) -> None:
    """SymPy writes asinh(1) as log(1 + sqrt(2)), three deep in place of one, and what is accepted must be readable again."""
    with pytest.raises(FormulaError, match=r"nested at most 5 deep.*, at column 1\n"):
        read(text)


@pytest.mark.parametrize("start", ["-", "2*"])
def test_what_simplifies_to_more_than_can_be_read_again_is_refused(start: str) -> None:
    """SymPy distributes a number over a sum: 75 terms then have more than 400 names and operations."""
    terms = "+".join(f"cos(x/{n})" for n in range(1, 75))
    assert read(read(terms).text).expression == read(terms).expression
    with pytest.raises(FormulaError, match=r"must stay within the limits when it is simplified, but becomes .* at most 400"):
        read(f"{start}({terms})")


def test_a_text_that_is_too_long_is_pointed_at() -> None:
    with pytest.raises(FormulaError, match="at most 2000 characters, but has 2001; shorten it, at column 2001\n"):
        read("x" + "+x" * 1000)


def test_greek_names_may_be_used() -> None:
    assert read("ω^2*x^2/2", {"ω": "3"}).expression == 9 * X**2 / 2
