"""Folder to documents to passages: walk, front matter, one reader a file type, language, splitting, lint."""
