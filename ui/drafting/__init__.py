"""The page for lesson plans: form, evidence, sections, checks, versions and files.

Drafting itself is :mod:`rag.drafting`; keeping drafts is :mod:`rag.store`.
"""
