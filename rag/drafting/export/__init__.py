"""A plan as a file: Word in the usual form, a school's own Word form filled in, Markdown.

Nothing here changes a plan or judges it; what each file says is settled in
:mod:`rag.drafting.export.lines`, how it looks in the module of each format.
"""
