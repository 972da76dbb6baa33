"""The offline report: pages of HTML from the committed records, read from disk, without a script and without a server."""
