"""Releases and search: dense, lexical, fusion, build, verify, publish, answers."""
