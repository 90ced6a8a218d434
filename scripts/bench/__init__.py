"""Benchmarks on real data: run one with `.venv/bin/python -m scripts.bench.NAME`."""
