"""Abstract matrices with stated traits, for proofs in general dimension, and exact examples of them.

A `MatrixAlgebra` declares letters: symplectic, Hamiltonian, symmetric, positive or general matrices of size 2d. Each
trait gives relations (for the proof) and a sampler of explicit rational matrices for d = 1, 2, 3 (for refutation and as
a second, independent method).

    >>> algebra = MatrixAlgebra()
    >>> w, A = algebra.form(), algebra.symplectic("A")
    >>> algebra.prove_equal(A.T * w * A, w).method
    'ideal membership in a free algebra'
    >>> algebra.prove_equal(A * w * A, w) is None
    True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from random import Random

import flint

from derive import congruences, rewriting, sos
from derive import free_algebra as free
from derive.free_algebra import Element
from derive.proof import Proof
from derive.sample import (
    Sampler,
    is_positive,
    sample_form,
    sample_hamiltonian,
    sample_positive,
    sample_pure,
    sample_symplectic,
)
from derive.sampled_letters import SampledLetters, ScalarSampler, evaluate, sample_scalar

Squares = list[tuple["Abstract", "Abstract", int]]


@dataclass(frozen=True)
class Abstract:
    """A polynomial in the letters of an algebra; `.T` transposes, `.inverse` inverts an invertible letter."""

    element: Element
    algebra: MatrixAlgebra

    def _lift(self, other: Abstract | int | Fraction) -> Element:
        if isinstance(other, Abstract) and other.algebra is not self.algebra:
            raise ValueError(f"`other` must belong to the same algebra, but {other} does not; declare it there")
        if not isinstance(other, Abstract | int | Fraction) or isinstance(other, bool):
            raise TypeError(f"`other` must be exact, but is {other!r}; write a Fraction")
        return other.element if isinstance(other, Abstract) else free.ONE * Fraction(other)

    def __add__(self, other: Abstract | int) -> Abstract:
        return Abstract(self.element + self._lift(other), self.algebra)

    def __sub__(self, other: Abstract | int) -> Abstract:
        return Abstract(self.element - self._lift(other), self.algebra)

    def __neg__(self) -> Abstract:
        return Abstract(-self.element, self.algebra)

    def __mul__(self, other: Abstract | int | Fraction) -> Abstract:
        return Abstract(self.element * self._lift(other), self.algebra)

    def __rmul__(self, other: int | Fraction) -> Abstract:
        return self * other

    @property
    def T(self) -> Abstract:
        """The transpose."""
        return Abstract(free.transpose(self.element), self.algebra)

    @property
    def inverse(self) -> Abstract:
        """The inverse, for a single invertible letter."""
        return self.algebra.inverse(self)

    def __str__(self) -> str:
        return str(self.element)


class MatrixAlgebra(SampledLetters):
    """Letters with traits: relations for the proofs, samplers of examples; everything declared before the first proof."""

    def __init__(self) -> None:
        super().__init__()
        self.assumptions: list[str] = []
        self.positive: set[str] = set()
        self.forms: list[str] = []

    def _abstract(self, element: Element) -> Abstract:
        return Abstract(element, self)

    def _zero(self, *elements: Abstract) -> None:
        self.relations.extend(abstract.element for abstract in elements)

    def _declare(self, name: str, sampler: Sampler, text: str) -> Abstract:
        if name in self.samplers or name in self.scalars:
            raise ValueError(f"`name` must be new, but {name} is declared already")
        _require_letter(name)
        self.samplers[name] = sampler
        self.assumptions.append(text)
        return self._abstract(free.letter(name))

    @property
    def one(self) -> Abstract:
        """The identity matrix."""
        return self._abstract(free.ONE)

    def scalar(
        self, name: str, power: int | Fraction = 1, *, sampler: ScalarSampler | None = None
    ) -> Abstract:
        """A positive scalar to a rational power, times the identity."""
        _require_letter(name)
        if name in self.samplers:
            raise ValueError(f"`name` must be new, but {name} is a matrix")
        if name not in self.scalars or sampler is not None:
            self.scalars[name] = sampler or sample_scalar
        self.roots[name] = lcm(self.roots.get(name, 1), Fraction(power).denominator)
        return self._abstract(free.scalar(name, power))

    def form(self, name: str = "ω") -> Abstract:
        """The symplectic form (0 1; -1 0): ω^T = -ω and ω^2 = -1, both proved of the block matrix elsewhere."""
        form = self._declare(name, sample_form, f"{name} = (0 1; -1 0)")
        self._zero(form.T + form, form * form + self.one)
        self.forms.append(name)
        return form

    def _form(self) -> Abstract:
        if "ω" not in self.forms:
            raise ValueError("the symplectic form must be declared first, as ω, but is not; call form()")
        return self._abstract(free.letter("ω"))

    def general(self, name: str, sampler: Sampler) -> Abstract:
        """Any square matrix that the sampler's law may produce; no relation."""
        self.scaled.append(name)
        return self._declare(name, sampler, f"{name} is a real matrix")

    def symmetric(self, name: str, sampler: Sampler) -> Abstract:
        """A symmetric matrix."""
        letter = self._declare(name, sampler, f"{name} is symmetric")
        self._zero(letter.T - letter)
        self.scaled.append(name)
        return letter

    def symplectic(self, name: str) -> Abstract:
        """An invertible matrix with A^T ω A = ω; the form must be declared first."""
        form, matrix = self._form(), self._declare(name, sample_symplectic, f"{name} is symplectic")
        self.inverse(matrix)
        self._zero(matrix.T * form * matrix - form)
        return matrix

    def hamiltonian(self, name: str) -> Abstract:
        """A matrix with F^T ω + ω F = 0; the form must be declared first."""
        form, matrix = self._form(), self._declare(name, sample_hamiltonian, f"{name} is Hamiltonian")
        self._zero(matrix.T * form + form * matrix)
        return matrix

    def pure(self, name: str, sampler: Sampler = sample_pure) -> Abstract:
        """A symmetric positive definite symplectic matrix: a pure Gaussian covariance over hbar/2."""
        form, matrix = self._form(), self._declare(name, sampler, f"{name} is symmetric, positive definite and symplectic")
        self._zero(matrix.T - matrix, matrix.T * form * matrix - form)
        self.inverse(matrix)
        self._definite(name, f"{name}^-1")
        return matrix

    def positive_semidefinite(self, name: str, sampler: Sampler = sample_positive) -> Abstract:
        """A symmetric matrix S >= 0 (Loewner order)."""
        matrix = self._declare(name, sampler, f"{name} is symmetric and positive semidefinite")
        self._zero(matrix.T - matrix)
        self.scaled.append(name)
        self._definite(name)
        return matrix

    def positive_definite(self, name: str, sampler: Sampler = sample_positive) -> Abstract:
        """A symmetric matrix S > 0 (Loewner order); its inverse is positive definite as well."""
        matrix = self._declare(name, sampler, f"{name} is symmetric and positive definite")
        self._zero(matrix.T - matrix)
        self.scaled.append(name)
        self.inverse(matrix)
        self._definite(name, f"{name}^-1")
        return matrix

    def _definite(self, *names: str) -> None:
        self.positive.update(names)
        self.definite.extend(names)

    def assume(self, *zero: Abstract, text: str) -> None:
        """State further relations, each an expression that vanishes."""
        self._zero(*zero)
        bound = {name.removesuffix("^T") for element in zero for _, word in element.element.terms for name in word}
        self.scaled = [name for name in self.scaled if name not in bound]
        self.assumptions.append(f"{text}: " + ", ".join(f"{element} = 0" for element in zero))

    def inverse(self, matrix: Abstract) -> Abstract:
        """The inverse of a letter times a number and scalars; that of the letter is declared on first use."""
        found = list(matrix.element.terms.items())
        if len(found) != 1 or len(found[0][0][1]) != 1:
            raise ValueError(f"`matrix` must be one letter, times a number or scalars, but {matrix} is not; invert letter by letter")
        (((scalars, word), value),) = found
        factor = Element({(tuple((name, -power) for name, power in scalars), ()): 1 / value})
        base = word[0].removesuffix("^T")
        name = base.removesuffix("^-1") if base.endswith("^-1") else f"{base}^-1"
        result = self._abstract(free.letter(name))
        if name not in self.samplers:
            if base not in self.samplers:
                raise ValueError(f"`matrix` must be a declared letter, but {base} is not")
            self.samplers[name] = lambda d, known, rng: known[base].inv()
            letter = self._abstract(free.letter(base))
            self.assumptions.append(f"{base} is invertible")
            self._zero(letter * result - self.one, result * letter - self.one)
            self._zero(result.T * letter.T - self.one, letter.T * result.T - self.one)
            if (letter.T - letter).element.terms in [relation.terms for relation in self.relations]:
                self._zero(result.T - result)
        return self._abstract(factor) * (result.T if word[0].endswith("^T") else result)

    @cached_property
    def _rules(self) -> dict[int, tuple[rewriting.Rule, ...]]:
        return {}

    def rules(self) -> tuple[rewriting.Rule, ...]:
        """The completed rewriting rules of the relations declared so far."""
        size = len(self.relations)
        if size not in self._rules:
            self._rules[size] = rewriting.complete(self.relations)
        return self._rules[size]

    def prove_equal(self, lhs: Abstract, rhs: Abstract) -> Proof | None:
        """A proof of lhs = rhs for every dimension, or None."""
        return rewriting.prove_equal(
            lhs.element, rhs.element, self.relations, self.rules(), scope="every dimension d"
        )

    def prove_positive(self, target: Abstract, hypotheses: list[Abstract], squares: Squares) -> Proof | None:
        """A proof of target >= 0 as sum of M^T P M with P among the hypotheses, or None.

        squares: triples (c, M, i) standing for c * M^T P_i M, c a positive scalar times the identity.
        """
        total = free.ZERO
        triples = []
        for weight, matrix, index in squares:
            if any(word or value < 0 for (_, word), value in weight.element.terms.items()):
                raise ValueError(f"`weight` must be a positive scalar, but {weight} is not known to be one")
            root = _square_root(weight.element)
            right = root * matrix.element
            triples.append((free.transpose(right), right, index))
            total = total + free.transpose(right) * hypotheses[index].element * right
        rest, cofactors = rewriting.reduce(target.element - total, self.rules())
        if not rest.is_zero():
            return None
        positive = [hypothesis.element for hypothesis in hypotheses]
        return free.replay_psd(
            target.element, triples, positive, self.relations, cofactors, scope="every dimension d"
        )

    def find_positive(self, target: Abstract, hypotheses: list[Abstract], gram: sos.Gram | None = None,
                      faces: congruences.Faces | None = None) -> Proof | None:
        """A proof of target >= 0 as `prove_positive` gives it, or None; the congruences are looked for.

        Besides the hypotheses 1 >= 0 and letters that are declared to be positive may stand in it.
        gram, faces: as of `derive.congruences.find`.
        """
        if rewriting.reduce(target.element, self.rules())[0].is_zero():
            return self.prove_positive(target, hypotheses, [])
        if self._seen_false(target, hypotheses):
            return None
        known = [hypothesis.element for hypothesis in hypotheses]
        declared = (free.ONE, *map(free.letter, self._definite_in(target, hypotheses)))
        known += [each for each in declared if not any((each - other).is_zero() for other in known)]

        def normal(element: Element) -> Element:
            return rewriting.reduce(element, self.rules())[0]

        for found in congruences.find(target.element, known, normal, gram, faces, self.forms):
            used = sorted({*range(len(hypotheses)), *(index for _, index in found)})
            squares: Squares = [(self.one, self._abstract(matrix), used.index(index)) for matrix, index in found]
            proof = self.prove_positive(target, [self._abstract(known[index]) for index in used], squares)
            if proof is not None:
                return proof
        return None

    def _definite_in(self, target: Abstract, hypotheses: Sequence[Abstract]) -> list[str]:
        """The letters that are positive by declaration and occur, or are bound to others by a relation."""
        found = set[str]().union(*(_bases(each.element) for each in (target, *hypotheses)))
        found = found.union(*(bases for relation in self.relations if len(bases := _bases(relation) - set(self.forms)) > 1))
        return [name for name in self.definite if name.removesuffix("^-1") in found]

    def _seen_false(self, target: Abstract, hypotheses: list[Abstract]) -> bool:
        """Whether a few matrices show that no proof can be found."""
        rng = Random(0)
        for d in (1, 1, 1, 1, 2, 2):
            drawn = self.sample_where([each.element for each in hypotheses], d, rng)
            if drawn is None or not all(is_positive(evaluate(hypothesis.element, d, *drawn)) for hypothesis in hypotheses):
                continue
            if not is_positive(evaluate(target.element, d, *drawn)):
                return True
        return False

    def evidently_positive(self, matrix: Abstract) -> bool:
        """Whether the normal form is a sum of positive multiples of positive letters and of the identity."""
        rest, _ = rewriting.reduce(matrix.element, self.rules())
        return all(
            value > 0 and (not word or (len(word) == 1 and word[0] in self.positive))
            for (_, word), value in rest.terms.items()
        )


def _square_root(weight: Element) -> Element:
    """The root of a scalar monomial whose rational coefficient is a square."""
    if len(weight.terms) != 1:
        raise ValueError(f"`weight` must be a monomial with a square coefficient, but is {weight}")
    ((scalars, _), value) = next(iter(weight.terms.items()))
    root = Fraction(flint.fmpz(value.numerator).isqrt().__int__(), flint.fmpz(value.denominator).isqrt().__int__())
    if root * root != value:
        raise ValueError(f"`weight` must be a monomial with a square coefficient, but is {weight}")
    return Element({(tuple((name, power / 2) for name, power in scalars), ()): root})


def _bases(element: Element) -> set[str]:
    """The letters of an element, without transposes and inverses."""
    return {name.removesuffix("^T").removesuffix("^-1") for _, word in element.terms for name in word}


def _require_letter(name: str) -> None:
    """Nothing. Raises: ValueError for a name that a formula would read as another one."""
    if not name or name.endswith(("^T", "^-1")) or any(sign in name for sign in " /+*·,()="):
        raise ValueError(f"`name` must hold no space, bracket or operator and must not end in ^T or ^-1, but is {name!r}")
