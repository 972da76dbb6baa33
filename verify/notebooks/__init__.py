"""Notebooks: made from the records, executed, and compared with what is committed; never edited by hand."""
