"""What a running service has beyond answering.

Documents managed without a terminal, accounts in force, who sees which documents, metrics, logs,
and an orderly end. Nothing here knows of routes: the HTTP side is :mod:`rag.api`.
"""
