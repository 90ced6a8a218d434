"""The engine as one object: a request in, a decision out; whatever fails on the way, something useful comes out."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from engine import clock
from engine.encoding.encoder import Encoder
from engine.errors import LotseError
from engine.learning.policy import Policy
from engine.ranking.decision import Decision, Item
from engine.ranking.pipeline import rank
from engine.ranking.question_bank import QuestionBank
from engine.ranking.questions import next_questions
from engine.ranking.reasons import reasons_for
from engine.ranking.request import Request
from engine.ranking.rules import may_answer
from engine.ranking.score import told_contributions
from engine.ranking.situation import Chosen, Situation, Slate
from engine.retrieval.answers import Answer, answer, verdict
from engine.retrieval.current import CurrentRelease
from engine.retrieval.links import snippet_url
from engine.retrieval.question_language import question_language
from engine.retrieval.release import Release
from engine.retrieval.role_order import for_role
from engine.retrieval.search import Question, posed
from engine.understanding.heads import Heads
from engine.understanding.taught_answers import TaughtAnswers
from engine.visitors.admitted import admitted_question, admitted_title
from engine.visitors.entry import searched_words
from engine.visitors.models import Clues, VisitorView
from engine.visitors.titles.gender import one_gender
from engine.visitors.understand import texts_to_encode, understand

Vectors = Mapping[str, NDArray[np.float32]]


@dataclass
class Engine:
    """Answers requests from the current release.

    Args:
        encoder, heads: for questions; labels and vectors of passages come from the release.
        policy: asked for requests that may explore; None = always the best.
        taught: recalls what answered similar questions; None = questions stand for themselves.
        on_decision: told of every decision whose request names its id, with everything that led to it.
    """

    current: CurrentRelease
    encoder: Encoder
    heads: Heads
    policy: Policy | None = None
    bank: QuestionBank | None = None
    taught: TaughtAnswers | None = None
    on_decision: Callable[[Request, Slate, Decision], None] | None = None

    def recommend(self, request: Request, *, release: Release | None = None, today: date | None = None) -> Decision:
        """The complete decision for a request.

        Args:
            release: to answer from, when the caller has taken one already; default: the current one.
            today: the day that says what may be shown; default: that of the request's `now`.

        Raises:
            ReleaseError: there is no release that may be served.
            LotseError: the release was built with another model.
        """
        request = replace(request, now=request.now or clock.now(), query=admitted_question(request.query),
                          job_title=admitted_title(request.job_title))
        slate = rank(self.situation(request, release=release, today=today), self.heads, self.policy)
        if request.query and slate.matches is not None:
            slate.answer, slate.confidence = self._answer(slate)
        decision = self._decision(slate, request)
        if self.on_decision and request.decision:
            self.on_decision(request, slate, decision)
        return decision

    def ask(
        self, question: str, *, lang: str = "", role: str = "", document: str = "", limit: int = 5,
        release: Release | None = None,
    ) -> Answer:
        """Extractive answers, best first, each document's best passages with the answering sentences.

        Args:
            release: as for `recommend`. role: decides between answers that are as good as each other.

        Raises:
            ReleaseError: there is no release that may be served.
            LotseError: the release was built with another model.
        """
        release, today, question = self._usable(release), clock.today(), admitted_question(question)
        request = as_visitors_see_it(Request(query=question, lang=lang, role=role, document=document), release, today)
        asked = lang or self._language(release, request)
        put = self._question(release, question, asked, self.encoder.queries([question])[0])
        allowed = may_answer(release, question, request.document, today)
        found = answer(release, put, allowed, request.document, limit, asked)
        return for_role(found, release, role)

    def situation(self, request: Request, *, release: Release | None = None, today: date | None = None) -> Situation:
        """Everything the ranking needs to know: release, visitor, question; arguments as for `recommend`.

        Raises:
            ReleaseError: there is no release that may be served.
            LotseError: the release was built with another model.
        """
        release = self._usable(release)
        moment = request.now or clock.now()
        today = today or moment.date()
        request = as_visitors_see_it(request, release, today)
        lang = request.lang or self._language(release, request)
        clues = _clues(request, moment, lang)
        asked = request.query or searched_words(request.referrer)
        vectors = self._encode([asked, one_gender(request.job_title), *texts_to_encode(clues)])
        view = understand(clues, release, self.heads, vectors)
        return self._situation(release, request, view, vectors, lang, today)

    def _usable(self, release: Release | None) -> Release:
        """The given release, whose vectors must be of this engine's model; the current one where none is given."""
        if release is None:
            return self.current.get()
        if release.model != self.encoder.name:
            raise LotseError(f"The release was built with the model {release.model}, this process uses "
                             f"{self.encoder.name}.", where=release.id)
        return release

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """One call of the model for everything that is text; none when there is no text."""
        wanted = list(dict.fromkeys(text for text in texts if text))
        return dict(zip(wanted, self.encoder.queries(wanted), strict=True)) if wanted else {}

    def _question(self, release: Release, text: str, lang: str, vector: NDArray[np.float32]) -> Question:
        language = question_language(text, lang, release)
        facets = self.heads.questions(vector[None, :])[2][0]
        return posed(release, text, language, vector, self.taught, facets)

    def _open_question(self, release: Release, view: VisitorView, vectors: Vectors, lang: str) -> Question | None:
        vector = vectors.get(view.open_question)
        return None if vector is None else self._question(release, view.open_question, lang, vector)

    def _language(self, release: Release, request: Request) -> str:
        """Of the question, else of the page, else the library's main language."""
        document = release.document(request.page or request.document)
        if request.query:
            return question_language(request.query, document.lang if document else "de", release)
        if document:
            return document.lang
        languages: dict[str, int] = release.manifest["languages"]
        return max(languages, key=lambda code: languages[code], default="en")

    def _situation(
        self, release: Release, request: Request, view: VisitorView, vectors: Vectors, lang: str, today: date
    ) -> Situation:
        question, facets = None, None
        asked = request.query or searched_words(request.referrer)
        if asked:
            question = self._question(release, asked, lang, vectors[asked])
            facets = question.facets
        carries_on = question is None and not request.document  # the neutral page takes no notice
        return Situation(
            release=release, visitor=view, today=today, lang=lang, slots=request.slots, page=request.page,
            scope=request.document, industry=request.industry, question=question, facets=facets,
            open_question=self._open_question(release, view, vectors, lang) if carries_on else None,
            searched=question is not None and not request.query, title_vector=vectors.get(one_gender(request.job_title)),
            seed=request.seed, explore=request.explore, neutral=request.group == "holdout",
        )

    def _answer(self, slate: Slate) -> tuple[str, float]:
        question, matches = slate.situation.question, slate.matches
        if question is None or matches is None or not slate.chosen:
            return "none", 0.0
        found = verdict(slate.situation.release, question, matches)
        literal = dict(zip(matches.rows.tolist(), found.literal.tolist(), strict=True))
        for item in slate.chosen:
            item.near = found.answer == "none" or not literal.get(int(slate.rows[item.at]), False)
        return "none" if all(item.near for item in slate.chosen) else found.answer, found.probability

    def _decision(self, slate: Slate, request: Request) -> Decision:
        situation = slate.situation
        release = situation.release
        return Decision(
            id=request.decision or uuid.uuid4().hex, release=release.id, policy=slate.policy or "greedy@1",
            group=request.group, arms=request.arms, visitor=situation.visitor,
            items=tuple(_item(slate, chosen) for chosen in slate.chosen),
            answer=slate.answer, confidence=slate.confidence,
            questions=tuple(next_questions(slate, self.bank.of(release) if self.bank else ())),
            lang=situation.lang, seed=request.seed,
            considered=tuple(release.passages[row].id for row in slate.rows[:50]),
        )


def as_visitors_see_it(request: Request, release: Release, today: date) -> Request:
    """The request as if the documents that may not be shown were not in the library: page, scope and history name
    them no more, so nothing in the answer can come from them."""

    def outside(path: str) -> str:
        hidden = release.document(path) is not None and release.shown(path, today) is None
        return f"\0{path}" if hidden else path  # still a name, as an unknown one is, but no file's

    history = tuple(replace(clue, document=outside(clue.document)) for clue in request.history)
    return replace(request, page=outside(request.page), document=outside(request.document), history=history)


def _clues(request: Request, moment: datetime, lang: str) -> Clues:
    return Clues(
        now=moment, declared_role=request.role, known_role=request.known_role,
        job_title=request.job_title, industry=request.industry, query=request.query,
        referrer=request.referrer, campaign=request.campaign, lang=lang,
        page=request.page or request.document, journey=request.journey or "nonlinear", frame=request.frame,
        history=request.history,
    )


def _item(slate: Slate, chosen: Chosen) -> Item:
    release, lang = slate.situation.release, slate.situation.lang
    row = slate.row_of(chosen)
    number = int(release.document_of[row])
    document, passage = release.documents[number], release.passages[row]
    return Item(
        slot=chosen.slot, document=document.path, passage=passage.section, heading=passage.heading,
        title=document.title,
        type=release.types[number].id, lang=passage.lang, snippet=chosen.snippet,
        url=snippet_url(document.url, chosen.snippet, passage), score=round(float(slate.score[chosen.at]), 4),
        propensity=round(chosen.propensity, 6), reasons=tuple(reasons_for(slate, chosen, lang)),
        features={name: round(float(values[chosen.at]), 4) for name, values in slate.features.items()},
        contributions=told_contributions(slate, chosen.at),
        near=chosen.near, frame=document.frame if chosen.framed is not None else "",
    )
