"""Claims of a digest of Layton (2026), a summary made by a machine, compared with the paper and with its mathematics."""
