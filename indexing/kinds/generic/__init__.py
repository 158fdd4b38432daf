"""Documents of any other kind: their parser."""
