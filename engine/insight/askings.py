"""A question is one asking, also where the page reports what the engine has seen in its own request already."""

from __future__ import annotations

# events with the question their decision was made for, if it was made for one: the log wrote it down with the decision, and
# knows best whether it was answered
WITH_SEEN = """
events LEFT JOIN (SELECT decision AS made_for, any_value(lower(trim(query))) AS words FROM events
                  WHERE type = 'question' AND derived AND decision IS NOT NULL GROUP BY decision)
ON type = 'question' AND decision = made_for
"""
# the page tells the same question again; another question that quotes the same decision is another asking
TOLD_AGAIN = """
(type = 'question' AND made_for IS NOT NULL AND NOT coalesce(derived, false)
 AND (query IS NULL OR coalesce(lower(trim(query)) = words, false)))
"""
