"""From evidence to a cited answer, or to a refusal."""
