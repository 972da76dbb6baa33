"""The kinds of statement, one file each; all follow `verify.statement.Statement`."""
