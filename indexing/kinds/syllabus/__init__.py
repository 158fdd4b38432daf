"""Syllabuses (教学大纲): their parser and their records."""
