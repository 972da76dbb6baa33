"""Claims of Z. Li, "Long time quantum-classical correspondence for open systems in trace norm"; one file a section."""
