"""``python -m rag.cli`` is ``beike``."""

from rag.cli import main

main()
