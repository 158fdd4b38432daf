"""Where vectors, chunks and documents are kept."""
