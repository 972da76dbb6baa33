"""Models known by name: the TOML files of the folder `models`, one each.

>>> "monitored_qubit" in names()
True
"""

from pathlib import Path

from verify.shipped import Shipped

_SHIPPED = Shipped(Path(__file__).resolve().parent / "models", "model")
names, path_of = _SHIPPED.names, _SHIPPED.path_of
