"""From a question to a cited answer: understanding, retrieval, answering, service, commands."""
