"""Texts by themselves: sentences with their places, and what two texts share."""
