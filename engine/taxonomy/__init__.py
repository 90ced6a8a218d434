"""Roles, phases, facets, content types and frames: typed models and shipped defaults."""
