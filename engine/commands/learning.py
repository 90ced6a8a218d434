"""simulate and evaluate: what a policy does to synthetic visitors, and what it would have earned on the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from engine import clock
from engine.assembly import Assembly
from engine.commands.options import Json, print_json
from engine.commands.progress import shown
from engine.errors import ReleaseError, StoreError
from engine.events.credited import credited
from engine.events.no_customers import judged
from engine.events.room import journal_path
from engine.learning.arms import arms_of
from engine.learning.evaluation.log import Logged, from_records, read_file
from engine.learning.evaluation.replay import sample_of
from engine.learning.evaluation.verdict import Evaluation
from engine.learning.evaluation.verdict import evaluate as judge
from engine.learning.lift_words import in_words
from engine.learning.policy import Arm
from engine.learning.rewards import Till, reward_weights
from engine.learning.served import served_policy
from engine.learning.simulation.ground import Ground, synthetic_ground
from engine.learning.simulation.report import Report, met, report, sparkline
from engine.learning.simulation.run import race
from engine.learning.simulation.world import make_world
from engine.ranking.rehearsal import ground_of
from engine.retrieval.current import CurrentRelease
from engine.settings import Settings
from engine.store.decision_log import DecisionLog
from engine.store.journal import Journal
from engine.store.no_customers import NoCustomers


def simulate(
    world: Annotated[str, typer.Option(help="swapped, reversed, zero or shipped: how true the shipped priors are.")] = "swapped",
    visits: Annotated[int, typer.Option(min=100, max=1_000_000, help="Number of visits.")] = 3000,
    policy: Annotated[str, typer.Option(help="Name of a policy.")] = "default",
    seed: Annotated[int, typer.Option(help="Another seed, other visitors.")] = 1,
    lang: Annotated[str, typer.Option(help="Language of the visitors, where there is a release.")] = "de",
    synthetic: Annotated[bool, typer.Option("--synthetic", help="A made-up library even where there is a release.")] = False,
    json: Json = False,
) -> None:
    """Synthetic visitors with known tastes, the policy as served: how fast is it learnt that priors are wrong, who is harmed?"""
    settings = Settings.load()
    parts = Assembly(settings)
    ground = synthetic_ground(parts.taxonomy) if synthetic else _ground(parts, lang)
    with shown(quiet=json) as bar:
        found = race(ground, make_world(world, ground, seed), {policy: served_policy(policy, settings.exploration)}, visits, seed,
                     settings.holdout, lambda done, total: bar("visits", done, total))
    result = report(found, policy, world, ground.name, list(ground.taxonomy.roles), settings.holdout)
    if json:
        print_json({**asdict(result), "met": met(result), "words": in_words(result.lift, "en")})
    else:
        _show(result, policy)


def _ground(parts: Assembly, lang: str) -> Ground:
    try:
        return ground_of(CurrentRelease(parts.shelf).get(), clock.today(), lang)
    except ReleaseError:
        return synthetic_ground(parts.taxonomy)


def _show(found: Report, policy: str) -> None:
    console = Console(highlight=False)
    console.print(f"World [bold]{found.world}[/bold], library {found.ground[:19]}, {found.visits} visits, {found.policy}")
    table = Table("cumulative regret after", *(f"{mark:,}" for mark in found.marks), "regret a visit over time")
    top = max(max(curve) for curve in found.curve.values())
    for name, label in ((policy, found.policy), ("never", "never learning"), ("neutral", "neutral page")):
        table.add_row(label, *(f"{value:,.0f}" for value in found.regret[name]), sparkline(found.curve[name], top))
    console.print(table)
    if found.beats_never_from is not None:
        console.print(f"Below never-learning from visit {found.beats_never_from:,} on.")
    roles = Table("role", "visits", "worst window", "first 100", "from visit 1", "95 %", "never learning",
                  title="Earned, as a share of what the neutral page would have earned (true chances). Window: up to 500 "
                        "visits of a role after its first 100")
    for role in found.roles:
        worst = "not judged" if role.worst is None else f"{role.worst:.2f}"
        roles.add_row(role.role, str(role.visits), worst, f"{role.first:.2f}", f"{role.overall:.2f}",
                      f"{role.low:.2f}-{role.high:.2f}", f"{role.never:.2f}")
    console.print(roles)
    console.print(f"As an experiment: {in_words(found.lift, 'en')}", markup=False)
    for name, word in met(found).items():
        console.print(f"{word.replace('not met', 'NOT MET'):10} {name}", markup=False)


def evaluate(
    policy: Annotated[str, typer.Option(help="Name of the policy to put in the place of the one that was there.")] = "greedy",
    log: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Decisions as JSON lines; default: own log.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="How far back the own log is read.")] = 30,
    learn: Annotated[bool, typer.Option(help="Let the policy learn from the log while it goes through it.")] = True,
    json: Json = False,
) -> None:
    """What would another policy, as it would be served, have earned on the log? With intervals, or "not decidable"."""
    settings = Settings.load()
    decisions, left_out = (list(read_file(log)), 0) if log else _own_log(settings, days)
    target = served_policy(policy, settings.exploration)
    found = replace(judge(sample_of(decisions, target, learn=learn)), left_out=left_out)
    if json:
        print_json({"policy": policy, **asdict(found), "first": _day(decisions, min), "last": _day(decisions, max)})
    else:
        _tell(found, policy)
        typer.echo(f"From {_day(decisions, min)} to {_day(decisions, max)}, all decisions with a logged draw that were seen.")


def _day(decisions: list[Logged], end: Callable[[Iterable[datetime]], datetime]) -> str:
    return end(one.when for one in decisions).date().isoformat()


def _own_log(settings: Settings, days: int) -> tuple[list[Logged], int]:
    """From the log itself: the store keeps only the newest rewards, and nothing over a restart."""
    since = int((clock.now().timestamp() - days * 86_400) * 1000)
    if not journal_path(settings.var).exists():
        raise StoreError("There is no log yet.", where=str(journal_path(settings.var)),
                         fix="Run the service first, or give a file with --log.")
    journal = Journal(journal_path(settings.var))
    credits = (asdict(credit) for credit in credited(journal, since, settings.consent_version))
    try:
        arms = {arm.passage: arm for arm in arms_of(CurrentRelease(Assembly(settings).shelf).get())}
    except ReleaseError:
        arms = {}
    records = judged(DecisionLog(journal).read(since=since), NoCustomers(journal))
    till = Till(reward_weights(settings.reward_weights))
    return from_records(records, credits, till, lambda passage: arms.get(passage) or Arm(passage))


def _tell(found: Evaluation, policy: str) -> None:
    console = Console(highlight=False)
    table = Table("a decision earns", "estimate", "from", "to")
    for name, estimate in (("as logged", found.logged), *((f"{policy}, {n}", e) for n, e in found.estimates.items())):
        table.add_row(name, *(f"{value:.4f}" for value in (estimate.value, estimate.low, estimate.high)))
    console.print(table)
    console.print(f"{found.decisions:,} decisions, effective {found.effective:,.0f}, overlap {found.overlap:.2f}")
    if found.left_out:
        console.print(f"{found.left_out:,} more of visitors who are not buying are left out")
    console.print(f"[bold]{found.verdict}[/bold]: {found.why}")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(simulate)
    app.command()(evaluate)
