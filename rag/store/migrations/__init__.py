"""How the tables came to be, one revision a file in ``versions``, run by Alembic.

A change of :mod:`rag.store.tables` comes with a new file here, written by hand; a test lists what
the two do not agree on. Revisions go one way: to go back, a backup is restored. Applying them is
in :mod:`rag.store.migrating`.
"""
