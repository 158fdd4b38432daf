"""Training the reader: invented documents with questions, and what is learnt from them."""
