"""Drafts lesson plans: request → evidence → sections → checks → export.

Every sentence of a draft says where it comes from: a document (with its citation), the teacher,
the program's own suggestion, or an inference the teacher has not confirmed.
"""
