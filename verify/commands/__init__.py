"""The commands, one file each, found by scanning this folder; what a file must define is said in `verify/cli.py`."""
