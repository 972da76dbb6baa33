"""The pendulum: a particle in one cosine wave."""

from derive.potentials import Named

POTENTIAL = Named("pendulum", "cos(x)", "The pendulum: a particle in one cosine wave.")
