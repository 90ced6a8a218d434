"""Simulated visitors for scripts/demo."""
