"""The public JSON API, one endpoint a file."""
