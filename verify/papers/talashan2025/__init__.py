"""Claims of Talashan (2025), a report on "A healthier semi-classical dynamics"; one file a section."""
