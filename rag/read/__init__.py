"""What the candidates say to a question: the only room with an opinion."""
