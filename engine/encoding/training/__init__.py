"""Teaching the encoder: corpus, batches, loss, loop, evaluation. Not needed to serve."""
