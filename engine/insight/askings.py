"""A question is one asking, also where the page reports what the engine has seen in its own request already."""

from __future__ import annotations

# ids of questions sent for a decision that was itself made for that question: the log wrote it down with the decision, and
# knows best whether it was answered. Another question that quotes the same decision is another asking.
TOLD_AGAIN = """
SELECT told.id FROM events told JOIN events seen ON seen.decision = told.decision
WHERE told.type = 'question' AND seen.type = 'question' AND seen.id = seen.decision || '.question' AND told.id <> seen.id
  AND (told.query IS NULL OR lower(trim(told.query)) = lower(trim(seen.query)))
"""
