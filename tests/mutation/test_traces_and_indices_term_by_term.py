"""Trace polynomials and indexed sums term by term: each operation by its result."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq, fmpq_mat, fmpz

from derive import index, trace
from derive.index import MAX_SUMMED, Indexed, Relations, normal_form
from derive.trace import Tr, TracePolynomial, evaluate, necklace, rational

ONE_HALF = Fraction(1, 2)



def test_coefficients_are_exact() -> None:
    for value, expected in ((2, 2), (ONE_HALF, ONE_HALF), (fmpz(3), 3), (fmpq(1, 3), Fraction(1, 3)), (-1, -1)):
        assert rational(value) == expected and type(rational(value)) is Fraction

    class Share(Fraction):
        """A rational of another type."""

    assert type(rational(Share(1, 2))) is Fraction and rational(Share(1, 2)) == ONE_HALF
    for wrong in (True, False, 0.5, "1", None, 1j):
        with pytest.raises(TypeError, match="but got"):
            rational(wrong)


def test_necklaces() -> None:
    assert necklace(("b", "a", "c")) == ("a", "b", "c") and necklace(("c", "b", "a")) == ("a", "b", "c")
    assert necklace(("a", "c", "b", "d")) == ("a", "c", "b", "d") and necklace(("d", "b", "c", "a")) == ("a", "c", "b", "d")
    assert necklace(("b", "1", "a", "1")) == ("a", "b") and necklace(("1",)) == () == necklace(())
    assert necklace(["b", "a", "a", "b"]) == ("a", "a", "b", "b") and necklace(("b",)) == ("b",)
    for wrong in ("ab", ("a", ""), ("a", 1), (None,)):
        with pytest.raises(TypeError, match="sequence of letters"):
            necklace(wrong)  # type: ignore[arg-type]


def test_trace_polynomials_term_by_term() -> None:
    p = Tr("b", "a") + 2 * Tr("a") * Tr() - Fraction(1, 3)
    assert p.terms == (((), Fraction(-1, 3)), (((), ("a",)), Fraction(2)), ((("a", "b"),), Fraction(1)))
    assert str(p) == "-1/3 + 2*n*Tr(a) + Tr(a b)" and str(-1 * p) == "1/3 - 2*n*Tr(a) - Tr(a b)"
    assert str(Tr("a") - Tr("a")) == "0" and (Tr("a") - Tr("a")).is_zero and not p.is_zero and TracePolynomial().terms == ()
    assert str(Tr("a") * Tr("a")) == "Tr(a)*Tr(a)" and str(Tr("a") + Tr("a")) == "2*Tr(a)" and str(-1 * Tr("a")) == "-Tr(a)"
    assert str(TracePolynomial() + 1) == "1" and str(TracePolynomial() - 1) == "-1" and str(Tr() * 1) == "n" and str(1 + Tr()) == "1 + n"
    assert str(ONE_HALF * Tr("a")) == "1/2*Tr(a)" and (Tr("a") * 0).terms == () and str(2 + Tr("a")) == str(Tr("a") + 2) == "2 + Tr(a)"
    merged = TracePolynomial(((((("b", "a")),), 1), ((("a", "b"),), 2)))
    assert merged.terms == (((("a", "b"),), Fraction(3)),)
    assert (Tr("a") + Tr("b")) * (Tr("a") - Tr("b")) == Tr("a") * Tr("a") - Tr("b") * Tr("b")
    assert hash(Tr("a", "b")) == hash(Tr("b", "a")) == hash(Tr("a", "b").terms) and Tr("a", "b") == Tr("b", "a") and Tr("a") != Tr("b")
    assert len({hash(Tr(name)) for name in "abcdefgh"}) > 1
    with pytest.raises(TypeError, match="is_zero"):
        _ = Tr("a") == 0
    assert p.latex() == r"-1/3 + 2\,n\,\operatorname{Tr}[a] + \operatorname{Tr}[a b]"
    assert p.latex({"a": r"\sigma"}) == r"-1/3 + 2\,n\,\operatorname{Tr}[\sigma] + \operatorname{Tr}[\sigma b]"


def test_traces_are_proved_equal_where_all_terms_agree() -> None:
    assert trace.prove_equal(Tr("a", "b"), Tr("b", "a")) is not None
    assert trace.prove_equal(Tr("a", "b"), Tr("b", "a") + Tr()) is None and trace.prove_equal(Tr("a"), 2 * Tr("a")) is None
    for one, other in ((Tr("a"), 1), (1, Tr("a")), (1, 1)):
        with pytest.raises(TypeError, match="both sides must be trace polynomials"):
            trace.prove_equal(one, other)  # type: ignore[arg-type]


def test_values_of_traces() -> None:
    a, b = fmpq_mat(2, 2, [1, 2, 2, 5]), fmpq_mat(2, 2, [0, 1, 1, 3])
    assert evaluate(Tr("a"), {"a": a}) == 6 and evaluate(Tr("a", "b"), {"a": a, "b": b}) == 19 and evaluate(Tr(), {"a": a}) == 2
    assert evaluate(Tr("a") * Tr("b") * ONE_HALF + 2, {"a": a, "b": b}) == 11 and evaluate(TracePolynomial(), {"a": a}) == 0
    assert evaluate(Tr("a") * Tr("b") - Tr("b"), {"a": a, "b": b}) == 15
    uneven, skew = fmpq_mat(1, 1, [1]), fmpq_mat(2, 2, [0, 1, -1, 0])
    for wrong in ({"a": a, "b": uneven}, {"a": skew}, {}, {"a": a, "b": 3}, {"a": fmpq_mat(2, 3, [1] * 6)}):
        with pytest.raises(ValueError, match="symmetric fmpq_mat of one size"):
            evaluate(Tr("a"), wrong)  # type: ignore[arg-type]
    for given, text in (({"b": b}, r"must give \['a'\], not '1', but gives \['b'\]"), ({"a": a, "1": b}, "not '1'")):
        with pytest.raises(ValueError, match=text):
            evaluate(Tr("a"), given)


def term(*factors: tuple[str, str], c: int | Fraction = 1) -> Indexed:
    """A term from names and indices of one letter each."""
    return Indexed(((Fraction(c), tuple((name, tuple(letters)) for name, letters in factors)),))


def shown(expression: Indexed, **relations: Any) -> str:
    return str(normal_form(expression, Relations(**relations)))


def test_indexed_sums_are_written_and_multiplied() -> None:
    v, w = term(("v", "i")), term(("w", "i"), c=-2)
    assert str(v + w) == "1*v[i] - 2*w[i]" and str(v - w) == "1*v[i] + 2*w[i]" and str(3 * v) == "3*v[i]" and str(Indexed(())) == "0"
    assert str(v * w) == "-2*v[i]*w[i]" and str(term(("dim", "")) * v) == "1*dim*v[i]"
    both = term(("a", "ij"), ("b", "j")) * term(("c", "jk"), ("d", "j"))
    assert str(both) == "1*a[i,j~l]*b[j~l]*c[j~r,k]*d[j~r]"
    assert str((v + v) * term(("u", "k"), c=ONE_HALF)) == "1/2*v[i]*u[k] + 1/2*v[i]*u[k]"
    assert str(term(("v", "i"), c=3) * term(("w", "j"), c=2)) == "6*v[i]*w[j]"
    with pytest.raises(TypeError, match="must be a Fraction, but is 1"):
        Indexed(((1, ()),))  # type: ignore[arg-type]
    assert str(term(("S", "ij"), ("v", "j"))) == "1*S[i,j]*v[j]"


def test_an_index_occurs_once_or_twice() -> None:
    assert index.occurrences((("a", ("i", "j")), ("b", ("j",)))) == {"i": 1, "j": 2}
    with pytest.raises(ValueError, match=r"\['i'\] do not"):
        index.occurrences((("a", ("i", "i", "i")),))
    assert index.free_indices(term(("a", "ij"), ("b", "j")) + term(("c", "i"))) == {"i"} and index.free_indices(Indexed(())) == frozenset()
    with pytest.raises(ValueError, match=r"but are \[\['i'\], \['j'\]\]"):
        index.free_indices(term(("v", "i")) + term(("v", "j")))
    with pytest.raises(ValueError, match="free indices must agree"):
        normal_form(term(("v", "i")) + term(("v", "j")))
    assert index.renamed((("a", ("i", "j")),), {"i": "j", "j": "i"}) == (("a", ("j", "i")),)


def test_deltas_contract() -> None:
    assert shown(term(("delta", "ii"))) == "1*dim" and shown(term(("delta", "ij"), ("delta", "ij"))) == "1*dim"
    assert shown(term(("delta", "ai"), ("v", "i"))) == "1*v[a]" == shown(term(("delta", "ia"), ("v", "i")))
    assert shown(term(("v", "i"), ("delta", "ia"))) == "1*v[a]" and shown(term(("delta", "ba"))) == "1*delta[a,b]"
    assert shown(term(("delta", "ai"), ("delta", "ib"))) == "1*delta[a,b]"
    assert shown(term(("u", "k"), ("delta", "ij"), ("M", "ij"))) == "1*M[_0,_0]*u[k]"
    assert shown(term(("delta", "ii"), ("delta", "jj"))) == "1*dim*dim" and shown(term(("delta", "ab"), ("v", "c"))) == "1*delta[a,b]*v[c]"


def test_inverse_pairs_contract_where_the_neighbouring_index_is_summed() -> None:
    pair = {"inverse": frozenset({("Z", "Y")})}
    assert shown(term(("Z", "ij"), ("Y", "jk")), **pair) == "1*delta[i,k]" == shown(term(("Y", "ij"), ("Z", "jk")), **pair)
    assert shown(term(("Y", "jk"), ("Z", "ij")), **pair) == "1*delta[i,k]"
    assert shown(term(("Z", "ij"), ("Y", "kj")), **pair) == "1*Y[k,_0]*Z[i,_0]"
    assert shown(term(("Z", "ij"), ("W", "jk")), **pair) == "1*W[_0,k]*Z[i,_0]"
    assert shown(term(("Z", "ij"), ("v", "k"), ("Y", "jl")), **pair) == "1*delta[i,l]*v[k]"
    assert shown(term(("Z", "ij"), ("Y", "ji")), **pair) == "1*dim" and shown(term(("Z", "ij"), ("Z", "jk")), **pair) == "1*Z[_0,k]*Z[i,_0]"
    scalars = {"inverse": frozenset({("z", "y")})}
    assert shown(term(("z", ""), ("y", ""), ("v", "i")), **scalars) == "1*v[i]" and shown(term(("y", ""), ("z", "")), **scalars) == "1"
    assert shown(term(("z", ""), ("z", "")), **scalars) == "1*z*z" and shown(term(("z", ""), ("y", "")), **pair) == "1*y*z"


def test_summed_indices_get_the_least_names() -> None:
    assert shown(term(("b", "k"), ("a", "k"))) == "1*a[_0]*b[_0]" and shown(term(("M", "lk"), ("N", "kl"))) == "1*M[_0,_1]*N[_1,_0]"
    assert shown(term(("a", "k"), ("b", "k")) - term(("b", "j"), ("a", "j"))) == "0"
    assert shown(term(("S", "ba")), symmetric=frozenset({"S"})) == "1*S[a,b]" and shown(term(("S", "ba"))) == "1*S[b,a]"
    taken = Indexed(((Fraction(1), (("v", ("_0",)), ("M", ("k", "k")))),))
    assert str(normal_form(taken)) == "1*M[_1,_1]*v[_0]"
    assert shown(term(("M", "ij")) - term(("M", "ji"))) == "1*M[i,j] - 1*M[j,i]"
    assert shown(term(("v", "i"), c=ONE_HALF) + term(("v", "i"), c=ONE_HALF)) == "1*v[i]" and shown(term(("v", "i"), c=0)) == "0"
    many = term(*((name, name.lower()) for name in "ABCDEF"), *((name + "2", name.lower()) for name in "ABCDEF"))
    assert MAX_SUMMED == 6 and len(normal_form(many).terms) == 1
    more = many * term(("G", "g"), ("G2", "g"))
    with pytest.raises(ValueError, match="at most 6 summed indices"):
        normal_form(more)


def test_a_tensor_has_one_number_of_indices() -> None:
    for wrong, text in ((term(("v", "i")) * term(("v", "jk")), "`v` must have 1 indices"), (term(("delta", "i")), "`delta` must have 2"),
                        (term(("dim", "i")), "`dim` must have 0")):
        with pytest.raises(ValueError, match=text):
            normal_form(wrong)
    for symmetric in ("S", "R"):
        assert normal_form(term((symmetric, "ij")), Relations(frozenset({"S", "R"}))).terms
    with pytest.raises(ValueError, match="`S` must have 2 indices"):
        normal_form(term(("S", "ijk")), Relations(frozenset({"S"})))


def test_indexed_sides_are_equal_where_nothing_is_left() -> None:
    one, other = term(("S", "ij"), ("v", "j")), term(("v", "k"), ("S", "ki"))
    symmetric = Relations(frozenset({"S"}))
    assert index.prove_equal(one, other, symmetric) is not None
    assert index.prove_equal(one, other) is None and index.prove_equal(one, 2 * other, symmetric) is None
    assert index.prove_equal(one, -1 * other, symmetric) is None
