"""The visitor: evidence, role and phase posteriors, profile, consent, erasure."""
