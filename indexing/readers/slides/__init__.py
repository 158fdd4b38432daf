"""Presentations: the text of slides in the order in which it is read, and the speaker's notes."""
