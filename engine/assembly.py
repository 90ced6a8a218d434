"""Puts the engine together from settings: what the service, the terminal and tests share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engine.encoding.encoder import Encoder
from engine.encoding.load import load_encoder
from engine.learning.live import LivePolicy
from engine.learning.policy import Policy
from engine.ranking.question_bank import QuestionBank
from engine.retrieval.current import CurrentRelease
from engine.retrieval.shelf import Shelf
from engine.service import Engine
from engine.settings import Settings
from engine.taxonomy import Taxonomy, load_taxonomy
from engine.understanding.annotate import HeadAnnotator
from engine.understanding.choose import choose_heads
from engine.understanding.corrections import read_corrections
from engine.understanding.heads import Heads
from engine.understanding.taught_answers import TaughtAnswers, load_taught_answers


@dataclass(frozen=True)
class Assembly:
    """Parts are made when first asked for: `check` needs no model, `releases` nothing but a folder."""

    settings: Settings

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The shipped or the operator's."""
        return load_taxonomy(self.settings.taxonomy)

    @cached_property
    def shelf(self) -> Shelf:
        """All releases."""
        return Shelf(self.settings.var / "releases")

    @cached_property
    def encoder(self) -> Encoder:
        """For questions."""
        return load_encoder(self.settings)

    @cached_property
    def indexing_encoder(self) -> Encoder:
        """For whole libraries."""
        return load_encoder(self.settings, indexing=True)

    @cached_property
    def heads(self) -> Heads:
        """For this taxonomy and encoder."""
        return choose_heads(self.taxonomy, self.encoder)

    @cached_property
    def taught(self) -> TaughtAnswers | None:
        """What answered similar questions elsewhere; None with an encoder for which that was not computed."""
        return load_taught_answers(self.encoder.name)

    @property
    def corrections_file(self) -> Path:
        """Labels corrected by people."""
        return self.settings.var / "labels.yml"

    @cached_property
    def annotator(self) -> HeadAnnotator:
        """Labels passages while a release is built."""
        heads = choose_heads(self.taxonomy, self.indexing_encoder)  # one model in memory, not two
        return HeadAnnotator(heads, self.taxonomy, read_corrections(self.corrections_file))

    def engine(self, policy: Policy | None = None, *, patient: bool = True) -> Engine:
        """Everything that answers; `patient`: its first answer already has the next questions."""
        bank = QuestionBank(self.encoder, self.taught, self.heads)
        current = CurrentRelease(self.shelf, self.encoder.name, then=bank.prepare, patient=patient)
        return Engine(current, self.encoder, self.heads, policy or LivePolicy(self.settings), bank, self.taught)
