"""A second opinion on proofs: reads the records' JSON and repeats every exact computation, with the standard library only.

    python -m replay verify/papers/*/records.json

Nothing is imported but the standard library, and nothing is believed: a statement is parsed from its text, cases are listed
anew, coefficients are computed anew. Numbers are Python's integers and fractions. One file a method:

    text        the grammar of expressions: integers, names, + - * / **, parentheses, function application
    sums        sums of monomials with rational exponents;  identity: equality of two expressions
    farkas      inequalities of monomials with Max and Min, from multipliers, case by case
    roots       equality with roots of sums, moduli and logarithms
    polynomial  polynomials over the rationals;  nonnegative: certificates on a box (shift, sturm, sos, split)
    gap         whether such a polynomial is a step's gap;  letters: those of it that stand for values, by known bounds of functions
    values      signs of terms by ranges;  numbers: ranges of roots, pi and E;  renaming: names of a certificate and of the record
    words       noncommuting words: ideal membership, congruences, blocks;  assumptions: the relations a record allows
    traces      cyclic words;  indices: indexed tensors;  units: exponent vectors
    methods     which method replays a proof;  records: the walk over a file;  binding: whether a proof is about its link's text

What is replayed: that the statement written in the certificate holds, from the assumptions written there; that these are in the
record's list of assumptions; that the statement is the one the record gives for that step of the claim, where it gives one.
What is not: that the formal statement says what the printed line means, and that the expressions in it were derived rightly.
"""
