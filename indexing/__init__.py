"""From files to a published index: read, normalise, structure, chunk, embed, store."""

import os

from indexing.threads import free_cores, settle

# Before any library with a pool of threads is loaded.
settle(os.environ, free_cores())
