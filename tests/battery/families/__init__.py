"""The planted statements by subject; every file here defines PLANTED, and is found by scanning."""
