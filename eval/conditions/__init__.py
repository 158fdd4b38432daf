"""Conditions by collections: what the product is worth beside plain ways of answering.

``python -m eval.conditions`` asks every question of every collection under every condition of
``eval/conditions.yaml`` and prints the figures, unseen collections first.
"""
