"""Golden sets: situations with accepted answers, and how the engine does on them."""
