"""Calibrates the decision whether a library answers a question, on development data."""
