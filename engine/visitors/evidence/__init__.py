"""What speaks about role and phase: one source a file, each yields `Evidence` with its wording for people."""
