"""How records are shown: in a terminal, as markdown, as JUnit XML. Nothing here decides a verdict."""
