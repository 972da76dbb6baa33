"""Henon and Heiles 1964: two coupled oscillators with an unbounded Hessian and a constant third derivative."""

from derive.potentials import Named

POTENTIAL = Named(
    "henon_heiles", "(x^2 + y^2)/2 + k*(x^2*y - y^3/3)",
    "Henon and Heiles 1964: two coupled oscillators with an unbounded Hessian and a constant third derivative.", {"k": "1"})
