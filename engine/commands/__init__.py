"""Commands of the terminal, one group a file; each only parses, calls a room and prints."""
