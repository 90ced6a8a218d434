"""Text that tells the software what to show: it gains nothing, so it is not shown at all."""

from __future__ import annotations

import re

_WHAT = r"page|document|article|digest|text|post|answer|result|passage|seite|dokument|artikel|beitrag|antwort|treffer"
_SYSTEM = (
    r"(?:ranking|recommend(?:er|ation)|search)\s+(?:system|engine|algorithm|software)s?|language\s+models?|llms?|chatbots?|"
    r"ai\s+(?:assistant|system|model|agent)s?|(?:such-?|(?:empfehlungs|ranking|ki)-?\s?)(?:maschine|system|algorithm(?:us|en)|modell|software|assistent)"
    r"(?:en|n|e|s)?|sprachmodelle?"
)
_SHOW = r"show|rank|recommend|return|display|prefer|put|zeigen?|anzeigen?|empfehlen?|empfiehl|bevorzugen?"
_FIRST = r"first|top|highest|zuerst|oben|erste[rs]?"
# Each is a sign of its own; one alone may be business ("please show this document at the gate"). Without one of the words
# before it a sign is not looked for, which makes reading a whole library quick.
_SIGNS = tuple((words, re.compile(sign)) for words, sign in (
    (("engine", "ranking", "recommend", "search ", "model", "llm", "chatbot", "ai ", "suchm", "suchs", "sucha", "such-",
      "empfehlungs", "ki-", "ki "),
     rf"\b(?:note|message|notice|instructions?|attention|hint|dear|hinweis|nachricht|anweisung|achtung|liebe[rs]?)\b[^.!?:]{{0,20}}\b(?:{_SYSTEM})\b"),
    (("ignor", "disregard", "forget", "missacht", "vergiss"),
     r"\b(?:ignore|disregard|forget|ignorieren?|missachten?|vergiss)\b[^.!?:]{0,25}\b(?:other|previous|prior|earlier|above|anderen?|"
     rf"vorherigen?|bisherigen?|obigen?|übrigen?)\s+(?:{_WHAT}|instruction|prompt|rule|anweisung|befehl|regel|ergebnis)"),
    (("always", "immer", "stets"),
     rf"\b(?:always|immer|stets)\b[^.!?:]{{0,20}}\b(?:(?:{_SHOW})\b[^.!?:]{{0,30}}\b(?:{_FIRST})|(?:{_FIRST})\b[^.!?:]{{0,30}}\b(?:{_SHOW}))\b"
     rf"|\b(?:always|immer|stets)\s+(?:{_SHOW})\s+(?:this|diese[ns]?)\s+(?:{_WHAT})"),
    (("the best ", "die beste ", "der beste "),
     rf"\b(?:{_WHAT})\s+(?:is|ist)\s+(?:always\s+|immer\s+)?(?:the|die|der)\s+beste?\s+(?:{_WHAT})"),
    (("score", "rank", "relevan", "wertung", "punktzahl"),
     r"\b(?:set|raise|setze?n?|erhöhen?)\b[^.!?:]{0,20}\b(?:score|rank|relevance|wertung|punktzahl|relevanz)\b[^.!?:]{0,40}\b(?:max\w*|highest|höchste?n?)"),
))  # fmt: skip
_ENOUGH = 2


def steers(text: str) -> bool:
    """Whether a passage speaks to the ranking or to a language model: two signs of different kinds."""
    low = " ".join(text.casefold().split())
    possible = [sign for words, sign in _SIGNS if any(word in low for word in words)]
    return len(possible) >= _ENOUGH and sum(bool(sign.search(low)) for sign in possible) >= _ENOUGH
