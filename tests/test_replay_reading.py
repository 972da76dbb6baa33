"""The second opinion reads every text as it is meant, refuses what it cannot read, and calls equal only what is equal."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.plain_text import Names
from replay import identity, indices, nonnegative, polynomial, text, traces, words
from replay.linear import plus
from replay.outcome import NotReplayable, ReplayError
from replay.sums import Reader

NUMBERS = st.integers(-9, 9).map(lambda n: f"({n})" if n < 0 else str(n))
LEAVES = st.one_of(NUMBERS, st.sampled_from(["x", "y", "b", "sqrt(x)", "y**(3/2)", "x**(-1/2)", "2**(1/2)", "sqrt(8)", "f(b, x)"]))
EXPRESSIONS = st.recursive(LEAVES, lambda inner: st.one_of(
    st.tuples(inner, st.sampled_from([" + ", " - ", "*", "/"]), inner).map(lambda t: f"({t[0]}){t[1]}({t[2]})"),
    st.tuples(inner, st.sampled_from(["2", "3", "(-1)", "0"])).map(lambda t: f"({t[0]})**{t[1]}"),
    inner.map(lambda e: f"(-({e}))"), inner.map(lambda e: f"-({e})**2 + 1"),
), max_leaves=7)


class Root:
    """p + q sqrt(2), so that values are exact."""

    def __init__(self, p: Any, q: Any = 0) -> None:
        self.p, self.q = Fraction(p), Fraction(q)

    def __add__(self, o: Root) -> Root:
        return Root(self.p + o.p, self.q + o.q)

    def __mul__(self, o: Root) -> Root:
        return Root(self.p * o.p + 2 * self.q * o.q, self.p * o.q + self.q * o.p)

    def to(self, n: int) -> Root:
        norm = self.p**2 - 2 * self.q**2
        base = self if n >= 0 else Root(self.p / norm, -self.q / norm)
        result = Root(1)
        for _ in range(abs(n)):
            result = result * base
        return result


def value(tree: text.Tree, at: Mapping[str, Root]) -> Root:
    """The value, computed from the tree directly; `at` gives the roots of x and of y, and b."""
    match tree:
        case ("integer", n):
            return Root(n)
        case ("name", name):
            return at["b"] if name == "b" else at[name] * at[name]
        case ("call", "f", _):
            return at["f"]
        case ("call", "sqrt", (("name", name),)) if name in at:
            return at[name]
        case ("call", "sqrt", (("integer", 8),)) | ("power", ("integer", 2), ("product", _)):
            return Root(0, 2 if tree[0] == "call" else 1)
        case ("power", ("name", name), exponent) if (power := text.rational(exponent)) is not None and power.denominator == 2:
            return at[name].to(int(2 * power))
        case ("power", base, exponent):
            power = text.rational(exponent)
            assert power is not None and power.denominator == 1
            return value(base, at).to(int(power))
        case ("sum" | "product" as kind, parts):
            total = Root(0 if kind == "sum" else 1)
            for sign, part in parts:
                one = value(part, at)
                total = total + (one if sign == 1 else one * Root(-1)) if kind == "sum" else total * (one if sign == 1 else one.to(-1))
            return total
    raise AssertionError(tree)


def monomials(total: Mapping[Any, Fraction], at: Mapping[str, Root]) -> Root:
    """The value of a sum of monomials."""
    result = Root(0)
    for monomial, factor in total.items():
        term = Root(factor)
        for name, power in monomial:
            if name.isdecimal():
                assert (name, power) == ("2", Fraction(1, 2))
                term = term * Root(0, 1)
            elif name in ("x", "y"):
                term = term * at[name].to(int(2 * power))
            else:
                term = term * at["b" if name == "b" else "f"].to(int(power))
        result = result + term
    return result


@settings(max_examples=80, deadline=None)
@given(EXPRESSIONS, st.integers(0, 10**6))
def test_expressions_are_read_as_they_are_meant(expression: str, seed: int) -> None:
    rng = Random(seed)
    at = {name: Root(Fraction(rng.randint(2, 99), rng.randint(1, 9))) for name in ("x", "y", "b", "f")}
    tree = text.parse(expression)
    try:
        found = Reader(["x", "y"], ["b"]).read(tree)
    except ReplayError:  # a denominator that vanishes
        return
    try:
        wanted = value(tree, at)
    except ZeroDivisionError:
        return
    left, right = monomials(found.above, at), wanted * monomials(found.below, at)
    assert (left.p, left.q) == (right.p, right.q)


@settings(max_examples=40, deadline=None)
@given(EXPRESSIONS, EXPRESSIONS)
def test_what_is_called_equal_is_equal(first: str, second: str) -> None:
    at = {name: Root(Fraction(n)) for name, n in (("x", 3), ("y", 5), ("b", 7), ("f", 11))}
    try:
        identity.replay(first, second, positive=["x", "y"], real=["b"])
        left, right = (value(text.parse(side), at) for side in (first, second))
    except (ReplayError, ZeroDivisionError):
        return
    assert (left.p, left.q) == (right.p, right.q)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="xyI()**+-/,0123 éf√[]'\"\\", max_size=60))
def test_any_text_is_read_or_refused(line: str) -> None:
    with contextlib.suppress(NotReplayable):
        assert text.parse(line) == text.parse(f" {line}\t")
    reads = (lambda s: words.parse(s, ["x"]), traces.parse, lambda s: indices.parse(s, indices.Tensors([], []))[0])
    for read in reads:
        try:
            found = read(line)
        except (NotReplayable, ReplayError, ZeroDivisionError):
            continue
        doubled = f"{line} + {line}" if not line.startswith("-") or read is not traces.parse else f"{line} - {line[1:]}"
        assert line == "0" or read(doubled) == {key: 2 * value for key, value in found.items()}, "a sum is read term by term"


def test_text_is_bounded() -> None:
    for line in ("(" * 5000 + "x" + ")" * 5000, "x**" * 5000 + "x", "9" * 5000, "x+" * 200_000 + "x", "f(" * 300 + "x" + ")" * 300):
        with pytest.raises(NotReplayable):
            text.parse(line)
    for line in ("(x + y + b + 1)**199", "2**(10**9)", "9**(9**9)", "(x+1)**(10**6)", "oo - oo", "I**(1/2)", "(x, y)"):
        with pytest.raises(NotReplayable):
            identity.replay(line, "0", positive=["x", "y"])


@pytest.mark.parametrize(("left", "right"), [
    ("sqrt(b**2)", "b"), ("(b**2)**(1/2)", "b"), ("sqrt(x*b)", "sqrt(x)*sqrt(b)"), ("(-8)**(1/3)", "-2"), ("sqrt(-x)**2", "-x"),
    ("exp(a*I)**(1/2)", "exp(a*I/2)"), ("(x**a)**(1/2)", "x**(a/2)"), ("log(b**2)", "2*log(b)"), ("exp(x*log(b))", "b**x"),
    ("exp(x*log(y)**2)", "y**x"), ("2**3**2", "64"),
])
def test_roots_of_what_may_not_be_positive_are_not_believed(left: str, right: str) -> None:
    with pytest.raises((NotReplayable, ReplayError)):
        identity.replay(left, right, positive=["x"], real=["b"])


IDENTITIES = [
    ("2**3**2*x", "512*x"),
    ("(x**b)**(1/2)", "x**(b/2)"), ("exp(b*log(x*y))", "x**b*y**b"), ("2**(b + 1/2)/sqrt(8)", "2**b/2"),
    ("(I*b + x)*(x - I*b)", "x**2 + b**2"),
    ("exp(I*b)**2*exp(-I*b)", "exp(I*b)"), ("sqrt(12*pi*x**3)", "2*sqrt(3)*sqrt(pi)*x**(3/2)"),
    ("exp((b + 1)/(x + y))", "exp(b/(x + y))*exp(1/(x + y))"),
    ("1/(1/x + 1/y)", "x*y/(x + y)"), ("x**(2/3)*x**(-1/6)", "sqrt(x)"), ("f(b)**2 - 1", "(f(b) - 1)*(f(b) + 1)"), ("1/I", "-I"),
    ("exp(3*log(x) - log(y)/2)", "x**3/sqrt(y)"), ("E**2*exp(-1)", "E"), ("(4/9)**(1/2)", "2/3"), ("x**(sqrt(2)*b)*x**(-sqrt(2)*b)", "1"),
]


@pytest.mark.parametrize(("left", "right"), IDENTITIES)
def test_identities_of_positive_numbers_are_found(left: str, right: str) -> None:
    identity.replay(left, right, positive=["x", "y"], real=["b"])
    with pytest.raises(ReplayError):
        identity.replay(left, f"({right}) + 1", positive=["x", "y"], real=["b"])


@pytest.mark.parametrize(("left", "right"), IDENTITIES)
def test_identities_with_one_token_changed_are_found_only_where_true(left: str, right: str) -> None:
    """Each number, name and sign of the right side changed in turn; the values at a point decide whether it is true."""
    place = {"x": sp.Rational(7, 3), "y": sp.Rational(2, 5), "b": sp.Rational(-3, 4)}
    at = {sp.Symbol("x"): place["x"], sp.Symbol("y"): place["y"], sp.Symbol("b"): place["b"]}
    pieces, refused = [characters for _, characters in text.tokens(right)], 0
    for k, piece in enumerate(pieces):
        for other in ([str(int(piece) + 1)] if piece.isdecimal() else OTHERS.get(piece, [])):
            changed = " ".join([*pieces[:k], other, *pieces[k + 1:]])
            try:
                identity.replay(left, changed, positive=["x", "y"], real=["b"])
            except (ReplayError, NotReplayable):
                refused += 1
                continue
            gap = sp.sympify(f"({left}) - ({changed})").subs(at).replace(sp.Function("f"), sp.cos)
            assert abs(sp.N(gap, 30)) < sp.Float("1e-20"), changed
    assert refused > 0


OTHERS = {"x": ["y", "b"], "y": ["x"], "b": ["x"], "+": ["-", "*"], "-": ["+"],
          "*": ["/", "+"], "/": ["*"], "**": ["*"], "I": ["E"], "E": ["pi"]}


X, Y = sp.symbols("x y", positive=True)
B = sp.Symbol("b", real=True)
PIECES = (X, Y, B, sp.Integer(3), sp.Rational(-2, 7), sp.sqrt(2), sp.I, sp.exp(-X * B), sp.sqrt(X * Y), 1 / (X + Y), X**B,
          sp.Function("f")(B))


@pytest.mark.parametrize("seed", range(15))
def test_the_exporter_writes_what_is_read(seed: int) -> None:
    rng, expression = Random(seed), sp.Integer(1)
    for _ in range(7):
        piece = rng.choice(PIECES)
        expression = rng.choice((expression + piece, expression * piece, expression - piece / 3, expression / (piece + Y)))
    names = Names((expression,))
    tree, facts = text.parse(names.text(expression)), names.facts()
    reader = Reader(facts.get("positive", "").split(), facts.get("real", "").split())
    found = reader.read(tree)
    at = {X: sp.Rational(7, 3), Y: sp.Rational(2, 5), B: sp.Rational(-3, 4)}
    wanted = sp.N(expression.subs(at).replace(sp.Function("f"), lambda v: sp.cos(v)), 40)
    namespace = {"x": at[X], "y": at[Y], "b": at[B], "I": sp.I, "E": sp.E}
    above, below = (sum((_value(m, c, namespace, reader) for m, c in part.items()), sp.Integer(0)) for part in (found.above, found.below))
    assert abs(sp.N(above / below, 40) - wanted) < sp.Float("1e-30") * (1 + abs(wanted))


def _value(monomial: Any, factor: Fraction, known: Mapping[str, Any], reader: Reader) -> Any:
    powers = (_generator(name, known, reader) ** sp.Rational(str(power)) for name, power in monomial)
    return sp.Rational(str(factor)) * sp.prod(powers)


def _generator(name: str, known: Mapping[str, Any], reader: Reader) -> Any:
    """The value of a generator: a number, a symbol, f(b) = cos b, or a power with a symbolic exponent."""
    if name.isdecimal():
        return sp.Integer(name)
    if name in reader.arguments:
        return sp.cos(known["b"])
    if name in known:
        return known[name]
    base, exponent = reader.powers[name]
    return known[base] ** sp.prod(_generator(part, known, reader) ** sp.Rational(str(p)) for part, p in exponent)


def test_names_are_told_apart() -> None:
    one, two, three = sp.Symbol("x", positive=True), sp.Symbol("x", real=True), sp.Dummy("x")
    odd, constant, applied = sp.Symbol("|<A>|"), sp.Symbol("I", positive=True), sp.Function("Max")(sp.Symbol("oo"))
    names = Names((one * two + three, odd, constant, applied))
    written = [names.text(e) for e in (one, two, three, odd, constant, applied, one / two - three * sp.I)]
    assert len(set(written)) == len(written)
    assert names.text(constant) not in ("I", "E") and names.text(sp.I) == "I" and "Max" not in names.text(applied).split("(")[0][:3]
    renamed = names.facts()["renamed"]
    assert sorted(renamed.values()) == ["I", "Max", "oo", "x", "x", "|<A>|"]
    for line in written:
        text.parse(line)


MATRICES = {"A": ((1, 2), (0, 3)), "B": ((0, 1), (-1, 4)), "A^T": ((1, 0), (2, 3)), "B^T": ((0, -1), (1, 4))}
TERMS = st.tuples(st.integers(-5, 5), st.integers(-2, 2), st.lists(st.sampled_from(sorted(MATRICES)), max_size=4))
ELEMENTS = st.lists(TERMS, min_size=1, max_size=3).map(lambda terms: " + ".join(
    "·".join([f"({k})" if k < 0 else str(k), *([f"h^({e})"] if e else []), *word]) for k, e, word in terms))


def matrix(element: words.Element) -> list[list[Fraction]]:
    """The explicit value at MATRICES and h = 3."""
    total = [[Fraction(0)] * 2 for _ in range(2)]
    for (scalars, word), factor in element.items():
        product = [[Fraction(int(i == j)) for j in range(2)] for i in range(2)]
        for x in word:
            product = [[sum((product[i][k] * MATRICES[x][k][j] for k in range(2)), Fraction(0)) for j in range(2)] for i in range(2)]
        factor *= Fraction(3) ** int(sum(power for _, power in scalars))
        total = [[total[i][j] + factor * product[i][j] for j in range(2)] for i in range(2)]
    return total


@settings(max_examples=40, deadline=None)
@given(ELEMENTS, ELEMENTS)
def test_words_multiply_and_transpose_as_matrices_do(first: str, second: str) -> None:
    a, b = words.parse(first, ["h"]), words.parse(second, ["h"])
    left, right, product = matrix(a), matrix(b), matrix(words.times(a, b))
    assert product == [[sum((left[i][k] * right[k][j] for k in range(2)), Fraction(0)) for j in range(2)] for i in range(2)]
    assert matrix(words.transpose(a)) == [[left[j][i] for j in range(2)] for i in range(2)]
    assert matrix(plus(a, b, -1)) == [[left[i][j] - right[i][j] for j in range(2)] for i in range(2)]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(-4, 9), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=5),
       st.sampled_from([(None, 1), (-1, 2), (0, None), (1, 1)]), st.sampled_from([(0, 3), (2, None)]), st.integers(0, 2))
def test_shifted_coefficients_show_only_what_is_true(terms: Any, first: Any, second: Any, power: int) -> None:
    p: polynomial.Polynomial = {}
    for c, i, j in terms:
        p = plus(p, {(i, j): Fraction(c)}) if c else p
    box = tuple(tuple(None if end is None else Fraction(end) for end in ends) for ends in (first, second))
    claim = nonnegative.Claim(p, ("u", "v"), box, False)  # type: ignore[arg-type]
    found, _ = nonnegative._shifted(claim, power)
    data = {"kind": "shift", "power": power, "coefficients": {f"{i},{j}": str(c) for (i, j), c in found.items()}}
    points = [[Fraction(n, 4) for n in range(-40, 41) if (lo is None or 4 * lo <= n) and (hi is None or n <= 4 * hi)] for lo, hi in box]
    for strict in (False, True):
        try:
            nonnegative.check(nonnegative.Claim(p, ("u", "v"), box, strict), data, 0)  # type: ignore[arg-type]
        except ReplayError:
            continue
        least = min(sum((c * u**i * v**j for (i, j), c in p.items()), Fraction(0)) for u in points[0] for v in points[1][::3])
        assert least > 0 or (least == 0 and not strict)


@pytest.mark.parametrize("seed", range(20))
def test_traces_do_not_depend_on_where_a_word_begins(seed: int) -> None:
    rng = Random(seed)
    word = [rng.choice("ABC") for _ in range(rng.randint(1, 7))]
    turn = rng.randrange(len(word))
    other = word[turn:] + word[:turn]
    traces.replay(f"Tr({' '.join(word)}) = Tr({' '.join(other[::rng.choice((1, -1))])})")
    wrong = [*word[:-1], "D"]
    with pytest.raises(ReplayError):
        traces.replay(f"Tr({' '.join(word)}) = Tr({' '.join(wrong)})")


@pytest.mark.parametrize("seed", range(12))
def test_the_names_of_summed_indices_do_not_matter(seed: int) -> None:
    rng = Random(seed)
    tensors = [("K", "ij"), ("x", "j"), ("M", "ki"), ("y", "k"), ("M", "lm"), ("z", "m"), ("c", "")]
    names = dict(zip("ijkm", rng.sample(["p", "q", "r", "s", "a1", "i", "k"], 4), strict=True)) | {"l": "l"}
    def term(order: list[Any], to: Mapping[str, str]) -> str:
        return "*".join(["2/3", *(t + (f"[{','.join(to[i] for i in ix)}]" if ix else "") for t, ix in order)])
    first, second = term(tensors, {i: i for i in "ijklm"}), term(rng.sample(tensors, len(tensors)), names)
    indices.replay(first, second, [], [])
    indices.replay(first, second.replace("K[" + names["i"] + "," + names["j"], "K[" + names["j"] + "," + names["i"]), ["K"], [])
    with pytest.raises(ReplayError):
        indices.replay(first, second.replace("z[", "y["), [], [])
