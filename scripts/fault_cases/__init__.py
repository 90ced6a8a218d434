"""Faults made on purpose; the client's ledger of acknowledged ids is compared with what is counted afterwards."""
