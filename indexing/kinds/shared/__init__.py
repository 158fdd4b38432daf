"""What parsers and records of several kinds of document share."""
