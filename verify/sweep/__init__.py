"""Sweeps: a kernel at many points, each computed once and kept in a store.

`read` makes a plan of a TOML file, `kernels/` are what can be computed at a point, `version` is what a point's key says of the code;
`processes` runs points on worker processes, `store` keeps what they return, `run` puts both together. `docs/sweep.md` shows the use.
"""
