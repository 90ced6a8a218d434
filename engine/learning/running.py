"""The learner of a running service, beside the projector, and the pieces of a service that learning provides."""

from __future__ import annotations

import threading
from typing import Any

from engine.errors import ReleaseError
from engine.events.no_customers import judged
from engine.events.room import journal_path
from engine.learning.experiments import Assigner, Exposure, experiments_file, load_experiments
from engine.learning.learner import Learner, Records
from engine.learning.rewards import Till, reward_weights
from engine.retrieval.current import CurrentRelease
from engine.retrieval.release import Release
from engine.retrieval.shelf import Shelf
from engine.settings import Settings
from engine.store.decision_log import DecisionLog
from engine.store.journal import Journal
from engine.store.no_customers import NoCustomers
from engine.store.projection import Projection, patient_client


class ProjectedRewards:
    """The stream of rewards that the projector keeps in Redis."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection

    def reach(self) -> int | None:
        """How far the log is projected, once everything that was there at the beginning of the epoch is in."""
        at = self._projection.position()
        return at.seq if at and at.ready else None

    def read(self, after: str, limit: int) -> list[tuple[str, dict[str, Any]]]:
        """Credits after an id."""
        return self._projection.rewards(after, limit)


def learn_until(settings: Settings, stop: threading.Event) -> None:
    """Learn from the projected rewards of this state folder until `stop`."""
    current = CurrentRelease(Shelf(settings.var / "releases"))

    def release() -> Release | None:
        try:
            return current.get()
        except ReleaseError:
            return None

    journal = Journal(journal_path(settings.var))
    try:
        rewards = ProjectedRewards(Projection(patient_client(settings), settings.site))
        till = Till(reward_weights(settings.reward_weights))
        known = NoCustomers(journal)
        Learner(settings.var, settings.policy, rewards, records_of(journal), release, till, known.found_since).run(stop)
    finally:
        journal.close()


def records_of(journal: Journal) -> Records:
    """Logged decisions by id, judged by what is known today about who is buying."""
    decisions, known = DecisionLog(journal), NoCustomers(journal)
    return lambda ids: {record["id"]: record for record in judged(decisions.get_many(ids).values(), known)}


def assigner(settings: Settings, exposed: Exposure | None = None) -> Assigner:
    """Holdout and experiments (var/experiments.yml) of this instance.

    Raises:
        SettingError: the file of experiments or the share of the holdout cannot be used.
    """
    experiments = load_experiments(experiments_file(settings.var))
    return Assigner(settings.seed, settings.site, settings.holdout, experiments, exposed)
