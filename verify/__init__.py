"""Claims, verdicts, evidence, the ledger and the command line."""
