"""From files to a published index: read, normalise, structure, chunk, embed, store."""
