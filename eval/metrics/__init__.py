"""One metric a file, each with its definition. None of them asks a judge.

A function here scores one question; averages and intervals are in :mod:`eval.summary`. A score
that does not apply to a question (the citations of a refusal) is ``None`` and is left out of the
average; it is never taken for 0 or 1.
"""
