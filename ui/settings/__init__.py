"""The page 设置: one's account, and for administrators the model's endpoint and the search."""
