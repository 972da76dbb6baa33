"""A harmonic well at the bottom with constant forces outside."""

from derive.potentials import Named

POTENTIAL = Named("log_cosh", "log(cosh(x))", "A harmonic well at the bottom with constant forces outside.")
