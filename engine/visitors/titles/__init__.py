"""Job titles in free text to roles: a small lexical classifier, no model call."""
