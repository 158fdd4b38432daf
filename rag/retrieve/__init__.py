"""Candidates for a question: the lanes of an index, fused; no opinion on what answers."""
