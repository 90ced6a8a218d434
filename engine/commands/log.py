"""project, rebuild, retention, replay: what keeps the state equal to the log, and looks back into it."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from typing import Annotated, Any

import typer

from engine import clock
from engine.assembly import Assembly
from engine.commands.options import Json, print_json
from engine.errors import NotFound, StoreError
from engine.events.decisions import differences
from engine.events.projector import wait_until
from engine.events.retention import let_go
from engine.events.room import journal_path, open_room
from engine.events.running import projector, run
from engine.insight.reports import keep_forgetting
from engine.learning.policies.replayed import Replayed
from engine.learning.running import learn_until
from engine.ranking.answer_record import BY_WORDS, answer_record, is_answer, reread
from engine.ranking.decision import Decision
from engine.ranking.record import record_of, request_from_data, rescored
from engine.ranking.request import Request
from engine.ranking.rules import may_answer
from engine.ranking.situation import Slate
from engine.retrieval import pack
from engine.retrieval.current import CurrentRelease
from engine.retrieval.release import Release
from engine.retrieval.wordwise import answer_by_words
from engine.settings import Settings
from engine.store.journal import Journal
from engine.store.projection import Projection, patient_client

PLAIN = "plain@1"
SPOKE = ("query", "job_title", "history", "industry", "referrer", "campaign")  # inputs of the ranking


def project() -> None:
    """Keep the store equal to the log, and let go of old data daily; `serve` runs this beside the service."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    settings = Settings.load()
    learner = threading.Thread(target=learn_until, args=(settings, stop), name="lotse-learner")
    learner.start()
    threading.Thread(target=keep_forgetting, args=(settings, stop), name="lotse-reports", daemon=True).start()
    run(settings, stop)
    learner.join()


def rebuild(json: Json = False) -> None:
    """Throw the projection in the store away and make it again from the log."""
    settings = Settings.load()
    Projection(patient_client(settings), settings.site).reset()
    work = projector(settings)
    if not wait_until(work, 3600):
        raise StoreError("The store went away while the projection was rebuilt.", where="Redis",
                         fix="Start it and run this again; the log is complete.")
    position = Projection(patient_client(settings), settings.site).position()
    seq = position.seq if position else 0
    if json:
        print_json({"seq": seq})
    else:
        typer.echo(f"The projection holds the log up to entry {seq}.")


def retention(json: Json = False) -> None:
    """Apply the limits of LOTSE_EVENTS_DAYS, _PROFILE_DAYS, _ANONYMOUS_DAYS and _PROOF_DAYS now."""
    settings = Settings.load()
    released = let_go(Journal(journal_path(settings.var)), settings).as_data()
    if json:
        print_json(released)
    else:
        typer.echo(", ".join(f"{name} {count}" for name, count in released.items()))


def replay(
    decision: Annotated[str, typer.Argument(help="Id of a logged decision.")], json: Json = False,
) -> None:
    """Make a logged decision again, from its own release, and compare; exit 1 when something differs."""
    settings = Settings.load()
    logged = open_room(settings).decisions.get(decision)
    if logged is None:
        raise NotFound(f"There is no decision {decision[:64]!r} in the log.", where=str(journal_path(settings.var)),
                       fix="Its id is in the answer, and in the events that quote it.")
    found = made_again(Assembly(settings), logged)
    if logged["policy"] == PLAIN:
        typer.echo("A plain answer, given while the model was away: editors' picks, nothing was computed.", err=True)
    if json:
        dropped = logged.get("dropped", [])
        print_json({"decision": decision, "same": not found, "differences": found, "dropped": dropped})
    else:
        typer.echo("The same again." if not found else "\n".join(found))
        if logged.get("dropped"):
            typer.echo(f"Not kept for lack of consent: {', '.join(logged['dropped'])}.")
    raise typer.Exit(1 if found else 0)


class _Release(CurrentRelease):
    """The release of back then, whatever is published now."""

    def __init__(self, parts: Assembly, identity: str) -> None:
        super().__init__(parts.shelf)
        self._release = pack.load(parts.shelf.folder(identity))

    def get(self) -> Release:
        assert self._release is not None  # noqa: S101  (loaded above)
        return self._release


def made_again(parts: Assembly, logged: dict[str, Any]) -> list[str]:
    """With all inputs the whole way again; where words were not kept, from the logged features on."""
    if logged["policy"] == PLAIN:
        return []
    if is_answer(logged):
        return answered_again(parts, logged)
    if set(SPOKE) & set(logged.get("dropped", [])) or _before_pages(logged):
        return rescored(logged)
    seen = logged.get("candidates", {})
    policy = Replayed(logged.get("draw", {}), logged["policy"],
                      dict(zip(seen.get("passage", ()), seen.get("learnt", ()), strict=False)))
    engine = replace(parts.engine(policy), current=_Release(parts, logged["release"]))
    made: list[dict[str, Any]] = []

    def keep(request: Request, slate: Slate, decision: Decision) -> None:
        assert request.now is not None  # noqa: S101  (set by the engine)
        made.append(record_of(request, slate, decision, request.now))

    engine.on_decision = keep
    engine.recommend(replace(request_from_data(logged["request"]), decision=logged["id"]))
    return differences(logged, made[0])


def _before_pages(logged: dict[str, Any]) -> bool:
    """Of a version that drew the neutral page by its main item, and did not say whether it was that or an own page."""
    drawn = logged.get("draw", {})
    return "caution" not in drawn and bool(logged["items"]) and logged["items"][0]["passage"] in drawn.get("neutral", ())


def answered_again(parts: Assembly, logged: dict[str, Any]) -> list[str]:
    """The same for an answer to a question; without its words the logged features must give the logged scores."""
    release = pack.load(parts.shelf.folder(logged["release"]))
    if "query" in logged.get("dropped", []):
        return reread(logged, release)
    request = replace(request_from_data(logged["request"]), decision=logged["id"])
    moment = request.now or clock.now()
    with clock.frozen(moment):
        if logged["policy"] == BY_WORDS:
            allowed = may_answer(release, request.query, request.document, clock.today())
            found = answer_by_words(release, request.query, request.lang, request.document, request.slots, allowed)
        else:
            found = parts.engine().ask(request.query, lang=request.lang, role=request.role, document=request.document,
                                       limit=request.slots, release=release)
    return differences(logged, answer_record(request, found, release, moment))


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (project, rebuild, retention, replay):
        app.command()(command)
