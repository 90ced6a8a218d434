"""All ranking features in one visible list; one a file."""

from engine.ranking.features.curated import CURATED
from engine.ranking.features.feature import Feature
from engine.ranking.features.gist import GIST
from engine.ranking.features.industry_fit import INDUSTRY_FIT
from engine.ranking.features.interest import INTEREST
from engine.ranking.features.language import LANGUAGE
from engine.ranking.features.open_question import OPEN_QUESTION
from engine.ranking.features.phase_fit import PHASE_FIT
from engine.ranking.features.phase_type import PHASE_TYPE
from engine.ranking.features.question_facet import QUESTION_FACET
from engine.ranking.features.question_match import QUESTION_MATCH
from engine.ranking.features.role_facet import ROLE_FACET
from engine.ranking.features.role_fit import ROLE_FIT
from engine.ranking.features.role_focus import ROLE_FOCUS
from engine.ranking.features.title_match import TITLE_MATCH

FEATURES: tuple[Feature, ...] = (
    QUESTION_MATCH, QUESTION_FACET, ROLE_FIT, ROLE_FOCUS, ROLE_FACET, TITLE_MATCH, PHASE_FIT, PHASE_TYPE, GIST, INTEREST,
    OPEN_QUESTION, INDUSTRY_FIT, LANGUAGE, CURATED,
)

__all__ = ["FEATURES", "Feature"]
