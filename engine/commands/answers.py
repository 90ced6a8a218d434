"""recommend and ask: the engine's answer in the terminal."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from engine.assembly import Assembly
from engine.commands.options import Json, print_json
from engine.errors import InvalidInput
from engine.ranking.decision import Decision, Item
from engine.ranking.request import Request
from engine.service import Engine
from engine.settings import Settings
from engine.visitors.models import UNKNOWN

Role = Annotated[str, typer.Option(help="Declared role, an id such as operations.")]
Lang = Annotated[str, typer.Option(help="Language of the visitor: de or en.")]
Document = Annotated[str, typer.Option(help="Choose inside this document (path in the library).")]
Explain = Annotated[bool, typer.Option(help="Show features and what each added to the score.")]


def recommend(
    role: Role = "", lang: Lang = "", document: Document = "",
    query: Annotated[str, typer.Option(help="What the visitor typed.")] = "",
    page: Annotated[str, typer.Option(help="Document the visitor is reading.")] = "",
    job_title: Annotated[str, typer.Option(help="Job title in free text.")] = "",
    industry: Annotated[str, typer.Option(help="Industry of the visitor.")] = "",
    frame: Annotated[str, typer.Option(help="Way of telling the visitor chose, a document's `frame`.")] = "",
    slots: Annotated[int, typer.Option(min=1, max=20)] = 4,
    explain: Explain = False, json: Json = False,
) -> None:
    """What would this visitor see?"""
    request = Request(role=role, lang=lang, document=document, query=query, page=page, job_title=job_title,
                      industry=industry, frame=frame, slots=slots)
    settings = Settings.load()
    engine = Assembly(settings).engine()
    _check_role(role, engine)
    decision = engine.recommend(replace(request, journey=settings.journey))
    if json:
        print_json(as_json(decision, explain=explain))
    else:
        _show(decision, explain=explain)


def ask(
    question: Annotated[str, typer.Argument(help="The question, in German or English.")],
    role: Role = "", lang: Lang = "", document: Document = "",
    limit: Annotated[int, typer.Option(min=1, max=20)] = 5,
    explain: Explain = False, json: Json = False,
) -> None:
    """Answer a question with sentences of the library, or say that it has no answer."""
    if not question.strip():
        raise InvalidInput("There is no question.", where="QUESTION",
                           fix='Write it in quotes, such as "How long is the delivery time?".')
    engine = Assembly(Settings.load()).engine()
    _check_role(role, engine)
    answer = engine.ask(question, lang=lang, role=role, document=document, limit=limit)
    if json:
        print_json(asdict(answer))
        return
    console = Console(highlight=False)
    console.print(f"[bold]{'Found' if answer.answer == 'found' else 'Not in the library; closest material'}[/bold] "
                  f"(confidence {answer.confidence:.2f})")
    for hit in answer.items:
        console.print(_headed(hit.title, f" > {hit.heading}  ({hit.confidence:.2f}, {hit.lang})"))
        console.print(f"  {hit.snippet}\n  {hit.passage}", markup=False)
        if explain:
            console.print(f"  {hit.features}", markup=False)


def _check_role(role: str, engine: Engine) -> None:
    known = engine.current.get().taxonomy.roles
    if role and role != UNKNOWN and role not in known:
        raise InvalidInput(f"There is no role {role!r}.", where="--role", fix=f"Choose from: {', '.join(known)}.")


def as_json(decision: Decision, *, explain: bool) -> dict[str, Any]:
    """The decision with the names of the API."""
    view = decision.visitor
    return {
        "decision": decision.id, "release": decision.release, "policy": decision.policy, "group": decision.group,
        "visitor": {
            name: {"id": p.id, "probability": round(p.probability, 4), "source": p.source,
                   "posterior": {k: round(v, 4) for k, v in p.probabilities.items()},
                   "reasons": p.reasons(decision.lang)}
            for name, p in (("role", view.role), ("phase", view.phase))
        },
        "items": [_item(item, explain) for item in decision.items],
        "answer": decision.answer, "confidence": round(decision.confidence, 4),
        "questions": list(decision.questions), "degraded": decision.degraded,
    }


def _item(item: Item, explain: bool) -> dict[str, Any]:
    whole = asdict(item)
    return whole if explain else {k: v for k, v in whole.items() if k not in {"features", "contributions"}}


def _show(decision: Decision, *, explain: bool) -> None:
    console = Console(highlight=False)
    role, phase = decision.visitor.role, decision.visitor.phase
    console.print(f"role {role.id} ({role.probability:.2f}), phase {phase.id} ({phase.probability:.2f}), "
                  f"answer {decision.answer}")
    for name, belief in (("role", role), ("phase", phase)):
        if told := belief.reasons(decision.lang):
            console.print(f"{name} because: {'; '.join(told)}", markup=False)
    for item in decision.items:
        console.print(_headed(f"{item.slot}: {item.title}", f" > {item.heading}  ({item.score:.2f})"))
        console.print(f"  {item.snippet}\n  {item.passage}\n  {'; '.join(item.reasons)}", markup=False)
        if explain:
            for name, value in sorted(item.contributions.items(), key=lambda pair: -abs(pair[1])):
                console.print(f"    {name:<16} {item.features[name]:8.3f}  adds {value:+.3f}", markup=False)
    if decision.questions:
        console.print("\nNext questions: " + " · ".join(decision.questions), markup=False)


def _headed(bold: str, rest: str) -> Text:
    """Text, not markup: a title may hold brackets."""
    return Text.assemble("\n", (bold, "bold"), rest)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(recommend)
    app.command()(ask)
