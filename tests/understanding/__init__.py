"""Tests of the room that tells what a text is about and for whom."""
