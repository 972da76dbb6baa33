"""Index calculus: normal form, derivatives, and the Gaussian derivatives of appendix E in any dimension."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive import index, index_rules
from derive.index import Indexed, Relations, free_indices, normal_form, prove_equal
from derive.index_rules import INVERSES, SYMMETRIC, derivative, evaluate, parse, replaced, term

NONE = Relations()
E8 = "Si[a,c]*b[c]*Si[b,d]*b[d]*tau - Si[a,b]*tau"
PRINTED = {
    "E2": (index_rules.quadratic_gradient, "Si[d,b]*b[b] + b[a]*Si[a,d]", NONE),
    "E3": (index_rules.quadratic_hessian, "Si[d,c] + Si[c,d]", NONE),
    "E5": (index_rules.inverse_differential, "-Zi[c,i]*dZ[i,j]*Zi[j,d]", NONE),
    "E6": (index_rules.determinant_gradient, "det*Zi[b,a]", NONE),
    "E7": (index_rules.inverse_gradient, "-Zi[c,a]*Zi[b,d]", NONE),
    "E8 left": (index_rules.gaussian_hessian, E8, SYMMETRIC),
    "E8 right": (index_rules.gaussian_covariance_gradient, E8, SYMMETRIC),
}
MUTANTS = {
    "E2": ["Si[d,b]*b[b]", "2*Si[d,b]*b[b]", "Si[d,b]*b[b] - b[a]*Si[a,d]"],
    "E3": ["2*Si[c,d]", "Si[d,c] - Si[c,d]", "Si[c,d]"],
    "E5": ["Zi[c,i]*dZ[i,j]*Zi[j,d]", "-Zi[c,i]*dZ[j,i]*Zi[j,d]", "-Zi[i,c]*dZ[i,j]*Zi[j,d]"],
    "E6": ["det*Zi[a,b]", "-det*Zi[b,a]", "det*det*Zi[b,a]", "Zi[b,a]"],
    "E7": ["Zi[c,a]*Zi[b,d]", "-Zi[c,b]*Zi[a,d]", "-Zi[a,c]*Zi[b,d]", "-Zi[c,d]*Zi[a,b]"],
    "E8 left": ["Si[a,c]*b[c]*Si[b,d]*b[d]*tau + Si[a,b]*tau", "2*" + E8, "Si[a,b]*tau"],
    "E8 right": ["Si[a,c]*b[c]*Si[b,d]*b[d]*tau + Si[a,b]*tau", "1/2*" + E8, "Si[a,b]*tau"],
}


def tensors(dimension: int, seed: int, symmetric: bool) -> dict[str, object]:
    """Random exact tensors in which the declared relations hold."""
    rng = Random(seed)
    rows = [[rng.randint(-4, 4) + 9 * (i == j) for j in range(dimension)] for i in range(dimension)]
    matrix = flint.fmpq_mat(dimension, dimension, [entry for row in rows for entry in row])
    matrix = matrix * matrix.transpose() if symmetric else matrix
    free = [[rng.randint(-4, 4) for _ in range(dimension)] for _ in range(dimension)]
    vector = [rng.randint(1, 9) for _ in range(dimension)]
    return {"Z": matrix, "Zi": matrix.inv(), "Si": matrix, "det": matrix.det(), "dZ": free,
            "deti": 1 / matrix.det(), "b": vector, "tau": Fraction(3, 7)}


@pytest.mark.parametrize("label", PRINTED)
def test_printed_equation_holds_in_every_dimension(label: str) -> None:
    derived, printed, relations = PRINTED[label]
    proof = prove_equal(derived(), parse(printed), relations)
    assert proof is not None and proof.scope == "every dimension"
    assert proof.certificate["normal_form"] not in ("", "0")


@pytest.mark.parametrize(("label", "mutant"), [(k, m) for k, mutants in MUTANTS.items() for m in mutants])
def test_mutant_is_not_proved_and_is_refuted_by_explicit_tensors(label: str, mutant: str) -> None:
    derived, _, relations = PRINTED[label]
    assert prove_equal(derived(), parse(mutant), relations) is None
    values = tensors(2, 5, symmetric=bool(relations.symmetric))
    difference = derived() - parse(mutant)
    free = sorted(free_indices(difference))
    zero = evaluate(parse("0"), values, free, dimension=2, relations=relations)
    assert evaluate(difference, values, free, dimension=2, relations=relations) != zero


def test_e8_needs_a_symmetric_covariance() -> None:
    left, right = index_rules.gaussian_hessian(), index_rules.gaussian_covariance_gradient()
    assert prove_equal(left, right, SYMMETRIC) is not None
    assert prove_equal(left, right) is None
    values = tensors(2, 5, symmetric=False)
    assert evaluate(left, values, "ab", dimension=2, relations=NONE) != evaluate(
        right, values, "ab", dimension=2, relations=NONE)


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_determinant_and_inverse_rules_agree_with_difference_quotients(dimension: int) -> None:
    # a difference quotient with a step of 1e-9 errs by far less than 1e-5; a wrong index by far more
    values = tensors(dimension, dimension, symmetric=False)
    matrix, small = values["Z"], flint.fmpq(1, 10**9)
    det, inverse = index_rules.determinant_gradient(), index_rules.inverse_gradient()
    gradient = evaluate(det, values, "ab", dimension=dimension, relations=NONE)
    table = evaluate(inverse, values, "cdab", dimension=dimension, relations=NONE)
    for a in range(dimension):
        for b in range(dimension):
            moved = flint.fmpq_mat(matrix)
            moved[a, b] += small
            assert abs((moved.det() - matrix.det()) / small - fmpq(gradient[a][b])) < flint.fmpq(1, 10**5)
            change = (moved.inv() - matrix.inv()) / small
            for c in range(dimension):
                for d in range(dimension):
                    assert abs(change[c, d] - fmpq(table[c][d][a][b])) < flint.fmpq(1, 10**5)


def fmpq(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


@pytest.mark.parametrize(("left", "right"), [
    ("delta[a,i]*delta[i,b]", "delta[b,a]"),
    ("delta[i,j]*delta[i,j]", "dim"),
    ("delta[i,i]*v[a]", "v[a]*dim"),
    ("Z[i,j]*Zi[j,k]*Z[k,l]", "Z[i,l]"),
    ("Zi[j,i]*Z[i,j]", "dim"),
    ("det*v[a]*deti", "v[a]"),
    ("A[i,j]*B[j,k]*C[k,i]", "B[p,q]*C[q,r]*A[r,p]"),
    ("v[i]*v[j]*A[i,j]", "v[j]*v[i]*A[j,i]"),
    ("A[a,b] - A[a,b]", "0"),
    ("2/3*v[a] + 1/3*v[a]", "v[a]"),
    ("v[a]*w[i]*w[i]", "w[_0]*v[a]*w[_0]"),
])
def test_equal_expressions(left: str, right: str) -> None:
    assert prove_equal(parse(left), parse(right), INVERSES) is not None


@pytest.mark.parametrize(("left", "right"), [
    ("Z[i,j]*Zi[k,j]*delta[i,a]*delta[k,b]", "delta[a,b]"),  # contracted over the wrong index
    ("A[i,j]*B[j,k]*C[k,i]", "A[i,j]*B[j,k]*C[i,k]"),
    ("A[a,b]", "A[b,a]"),
    ("delta[i,i]", "1"),
    ("A[i,i]*A[j,j]", "A[i,j]*A[j,i]"),
    ("A[i,j]*A[i,j]", "A[i,j]*A[j,i]"),
    ("w[_0]*w[_0]*v[_1]", "w[_0]*w[_0]*w[_1]"),
])
def test_unequal_expressions_are_not_proved(left: str, right: str) -> None:
    assert prove_equal(parse(left), parse(right), INVERSES) is None


def test_free_index_is_not_captured_by_the_name_of_a_summed_one() -> None:
    expression = parse("v[_0]*w[i]*w[i]")
    assert free_indices(normal_form(expression)) == {"_0"}
    assert prove_equal(expression, parse("v[_0]*w[_5]*w[_5]")) is not None
    squared = parse("v[i]*w[i]") * parse("v[i]*w[i]")
    assert prove_equal(squared, parse("v[i]*w[i]*v[j]*w[j]")) is not None
    assert prove_equal(squared, parse("v[i]*v[i]*w[j]*w[j]")) is None


FACTORS = st.sampled_from(["A[{},{}]", "B[{},{}]", "delta[{},{}]", "Z[{},{}]", "Zi[{},{}]"])


@given(st.lists(FACTORS, min_size=1, max_size=4), st.permutations(list("abiijjkkll")), st.integers(0, 99))
def test_normal_form_keeps_the_value(names: list[str], letters: list[str], seed: int) -> None:
    """Indices are dealt at random; whatever the normal form does, the explicit value stays."""
    text = "*".join(n.format(*letters[2 * k:2 * k + 2]) for k, n in enumerate(names))
    expression, rng = parse(text), Random(seed)
    values = tensors(2, seed, symmetric=False)
    values |= {n: [[rng.randint(-9, 9) for _ in range(2)] for _ in range(2)] for n in "AB"}
    free = sorted(free_indices(expression))
    short = normal_form(expression, INVERSES)
    assert evaluate(expression, values, free, dimension=2, relations=INVERSES) == evaluate(
        short, values, free, dimension=2, relations=INVERSES)
    assert normal_form(short, INVERSES) == short
    assert normal_form(parse(str(short)), INVERSES) == short


def test_leibniz_and_replacement_keep_summed_indices_apart() -> None:
    cubed = derivative(parse("v[i]*v[i]*v[j]*v[j]"), "c", {"v[a]": "delta[a,c]"})
    assert prove_equal(cubed, parse("4*v[c]*v[i]*v[i]")) is not None
    twice = replaced(parse("u[a]*u[b]"), {"u[a]": "M[a,i]*v[i]"})
    assert prove_equal(twice, parse("M[a,i]*v[i]*M[b,j]*v[j]")) is not None
    divergence = derivative(parse("v[c]"), "c", {"v[a]": "delta[a,c]"})
    assert prove_equal(divergence, parse("dim")) is not None


@pytest.mark.parametrize("text", ["", "v[a]*", "v[a] w[b]", "v[a]*w[a]*u[a]", "v[a] + w[b]", "v[a", "1/0",
                                  "v[]", "__import__('os')", "v[a]**2", "- - v[a]", "1.5*v[a]"])
def test_parser_rejects(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        parse(text)


def test_ill_typed_input_raises() -> None:
    with pytest.raises(ValueError, match="indices"):
        prove_equal(parse("v[a]"), parse("v[a]*v"))
    with pytest.raises(ValueError, match="free"):
        prove_equal(parse("v[a]"), parse("v[b]"))
    with pytest.raises(ValueError, match="rules"):
        derivative(parse("v[a]"), "c", {})
    with pytest.raises(ValueError, match="must have free indices"):
        derivative(parse("v[a]"), "c", {"v[a]": "w[a]"})
    with pytest.raises(TypeError, match="Fraction"):
        0.5 * parse("v[a]")
    with pytest.raises(ValueError, match="summed"):
        normal_form(parse("*".join(f"v[i{k}]*w[i{k}]" for k in range(7))))
    with pytest.raises(TypeError, match="exact"):
        evaluate(parse("v[a]"), {"v": [0.5, 1]}, "a", dimension=2, relations=NONE)
    with pytest.raises(ValueError, match="symmetric"):
        evaluate(parse("Si[a,b]"), {"Si": [[1, 2], [3, 4]]}, "ab", dimension=2, relations=SYMMETRIC)
    with pytest.raises(ValueError, match="inverse"):
        evaluate(parse("Z[a,b]"), {"Z": [[1, 2], [3, 4]], "Zi": [[1, 0], [0, 1]]}, "ab", dimension=2,
                 relations=INVERSES)


def test_broken_rules_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_rules, "DETERMINANT_RULE", {"det": "det*Zi[i,j]*dZ[i,j]"})
    monkeypatch.setattr(index_rules, "INVERSE_RULE", {"Zi[c,d]": "-Zi[c,i]*dZ[j,i]*Zi[j,d]"})
    for label in ("E6", "E7"):
        assert prove_equal(PRINTED[label][0](), parse(PRINTED[label][1])) is None
    # with both rules transposed, (E8) still holds on the symmetric subspace: it cannot tell them apart
    assert prove_equal(PRINTED["E8 right"][0](), parse(E8), SYMMETRIC) is not None


def test_broken_contraction_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_contracted", lambda factors, relations: factors)
    assert prove_equal(PRINTED["E3"][0](), parse(PRINTED["E3"][1])) is None


def test_constructor_agrees_with_parser() -> None:
    assert term(-1, "Zi[c,a]", "Zi[b,d]") == parse("-Zi[c,a]*Zi[b,d]")
    assert parse("0") == Indexed(()) == term(0, "v[a]")
