"""The pendulum whose wave is shaken to and fro with amplitude A and frequency w."""

from derive.potentials import Named

POTENTIAL = Named(
    "driven_pendulum", "-cos(x - A*sin(w*t))",
    "The pendulum whose wave is shaken to and fro with amplitude A and frequency w.", {"A": "1", "w": "1"})
