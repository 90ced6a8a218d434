"""From text to vectors: preparation of the bundled model, encoders, adapter."""
