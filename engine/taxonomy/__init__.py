"""Roles, phases, facets, content types and frames: typed models and shipped defaults."""

from engine.taxonomy.load import load_taxonomy, shipped
from engine.taxonomy.models import Frame, Label, Signal, Taxonomy, named

__all__ = ["Frame", "Label", "Signal", "Taxonomy", "load_taxonomy", "named", "shipped"]
