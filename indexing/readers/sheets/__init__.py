"""Spreadsheets: what each cell shows, and what on a sheet is a title, a table, a form or a note."""
