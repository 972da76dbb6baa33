"""Sweeps known by name: the TOML files of the folder `ready`, one each.

>>> "plane" in names()
True
"""

from pathlib import Path

from verify.shipped import Shipped

_SHIPPED = Shipped(Path(__file__).resolve().parent / "ready", "sweep")
names, path_of = _SHIPPED.names, _SHIPPED.path_of
