"""Ways to write an answer from evidence: extraction without a model, or an endpoint's model."""
