"""Closed systems (no diffusion): quantum states by diagonalisation, classical densities along their flow, and how far apart they are."""
