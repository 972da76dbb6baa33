"""One folder a paper; a new paper is a new folder, and nothing else changes."""
