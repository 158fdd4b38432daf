"""What is laid out on pages: PDF files, and pictures of pages whose text is recognised (OCR)."""
