"""Reports of a measurement, for a pull request, for a person, for programs.

Nothing is computed here that decides anything: figures come from :mod:`eval.summary`, the verdict
from :mod:`eval.gate`.
"""
