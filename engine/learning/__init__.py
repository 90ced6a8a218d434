"""Policies, rewards, experiments, off-policy evaluation, simulation."""
