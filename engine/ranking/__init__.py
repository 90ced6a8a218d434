"""Candidates to features to score to a shown list with reasons."""
