"""Synthetic visitors with known tastes, to see what a policy does when the shipped priors are wrong."""
