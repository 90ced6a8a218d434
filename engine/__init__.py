"""Lotse: a self-hosted content personalization engine for the zero moment of truth."""

__version__ = "0.1.0"
