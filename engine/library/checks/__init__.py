"""One check of the library a file; each yields findings and changes nothing."""
