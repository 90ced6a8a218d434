"""Flask: the public JSON API, pages, security, errors."""
