"""What a question asks: of which documents and headings, in which words, in how many parts."""
