"""The HTTP service: one router a file, request and response models, errors.

The routers know the assistant only through :mod:`rag.api.port`; putting them together is
:mod:`rag.app`.
"""
