"""The answer of a language model, its sentences checked against the passages it cites."""
