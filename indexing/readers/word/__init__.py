"""Word files (.docx): the parts that carry text, read straight from the package."""
