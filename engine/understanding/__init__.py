"""What a passage or a question is about and for whom: heads, teaching corpus, labels."""
