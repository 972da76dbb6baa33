"""The quartic double well with minima at -1 and 1: unbounded derivatives."""

from derive.potentials import Named

POTENTIAL = Named(
    "double_well", "(x^2 - 1)^2/4",
    "The quartic double well with minima at -1 and 1: unbounded derivatives.")
