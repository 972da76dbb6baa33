"""The Morse potential of a diatomic molecule of depth D and inverse range a: unbounded to the left."""

from derive.potentials import Named

POTENTIAL = Named(
    "morse", "D*(1 - exp(-a*x))^2",
    "The Morse potential of a diatomic molecule of depth D and inverse range a: unbounded to the left.", {"D": "1", "a": "1"})
