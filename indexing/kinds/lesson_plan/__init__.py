"""Lesson plans (教案): their parser and their records."""
