"""Measures how far the evidence can be trusted, on industries that the heads have not seen."""
