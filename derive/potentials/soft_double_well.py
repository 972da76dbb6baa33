"""Two wells beside a Gaussian barrier, with walls of constant slope: all derivatives from the second on are bounded."""

from derive.potentials import Named

POTENTIAL = Named(
    "soft_double_well", "sqrt(1 + x^2) + h*exp(-x^2)",
    "Two wells beside a Gaussian barrier, with walls of constant slope: all derivatives from the second on are bounded.", {"h": "1"})
