"""Claims of F. Hernandez, D. Ranard, J. Riedel, arXiv:2306.13717; one file a section."""
