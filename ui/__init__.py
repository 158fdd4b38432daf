"""The pages a teacher uses. Everything about answering is in ``rag``."""
