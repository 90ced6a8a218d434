"""The types of events there are, who may send them, and which of them speak about the phase."""

from __future__ import annotations

# what the visitor did in the browser; each may also come from a server
BROWSER_TYPES = frozenset({
    "impression", "click", "dwell", "view", "question", "role", "download", "share", "pass_on", "contact_form",
    "conversion", "search_return", "feedback", "pricing_view", "calculator", "customer_login", "staff_login", "intranet",
    "return_visit",
})
# what only the operator's own systems can know; needs a secret key
SERVER_TYPES = frozenset({
    "crm", "billing", "subscription", "revenue", "booth_visit", "meeting", "sales_note", "second_purchase", "colleague",
})
TYPES = BROWSER_TYPES | SERVER_TYPES

# which signal of the taxonomy a type raises
SIGNAL_OF_EVENT = {
    "share": "event_pass_on", "pass_on": "event_pass_on", "contact_form": "event_contact", "pricing_view": "page_pricing",
    "calculator": "calculator_used", "customer_login": "customer_login", "second_purchase": "second_purchase",
    "colleague": "multi_person_same_account",
}
# those that show that several people are at it
CONSENSUS_EVENTS = frozenset({"share", "pass_on", "colleague"})
