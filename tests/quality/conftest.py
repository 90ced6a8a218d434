"""The engine on the sample library and on a real one; vectors of their texts are kept between runs."""

from __future__ import annotations

import pytest

from engine.assembly import Assembly
from engine.encoding.prepare import prepare
from engine.retrieval.remembered import RememberedEncoder
from engine.retrieval.shelf import Shelf
from engine.service import Engine
from engine.settings import Settings
from tests.quality.sites import DATA, ROOT, Site, built, real_folder, real_twins, title_twins

SAMPLE_ASKED = (
    ("Was kostet die Wartung im Jahr?", "What does maintenance cost per year?"),
    ("Wie lange dauert die Inbetriebnahme?", "How long does commissioning take?"),
    ("Wer darf per Fernwartung auf die Maschine zugreifen?", "Who may access the machine by remote maintenance?"),
    ("Welche Schulungen gibt es für die Bediener?", "Which training courses are there for operators?"),
    ("Wie lang ist die Lieferzeit der K120?", "How long is the lead time of the K120?"),
    ("Was tun, wenn die Maschine Kartons staut?", "What to do when cartons jam in the machine?"),
)
REAL_ASKED = (
    ("Wie lege ich eine Typologieregel an?", "How do I create a typology rule?"),
    ("Was mache ich, wenn SMS nicht ankommen?", "What do I do when text messages do not arrive?"),
    ("Wie melden sich Abonnenten vom Newsletter ab?", "How do subscribers unsubscribe from the newsletter?"),
    ("Welche Datenbanken werden unterstützt?", "Which databases are supported?"),
    ("Wer darf einen Workflow starten?", "Who may start a workflow?"),
    ("Wie messe ich, wer auf einen Link geklickt hat?", "How do I measure who clicked a link?"),
)


@pytest.fixture(scope="session")
def parts() -> Assembly:
    """The shipped parts; the model is loaded once."""
    made = Assembly(Settings.load({}, var=ROOT / "var"))
    prepare(made.settings)
    return made


@pytest.fixture(scope="session")
def remembering(parts: Assembly) -> RememberedEncoder:
    """Embeds a text once: what several libraries hold has one vector, so a difference is never the model's rounding."""
    return RememberedEncoder(parts.indexing_encoder, ROOT / "var" / "test" / "vectors")


@pytest.fixture(scope="session")
def sample_site(parts: Assembly, remembering: RememberedEncoder, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The sample library of the project."""
    folder = ROOT / "content"
    engine = built(parts, remembering, folder, Shelf(tmp_path_factory.mktemp("sample-releases")), bank=True)
    return Site("sample", folder, parts, remembering, engine, SAMPLE_ASKED, title_twins(engine.current.get()))


@pytest.fixture(scope="session")
def real_site(parts: Assembly, remembering: RememberedEncoder, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Real product documentation of another company; skipped where the data sets are not there."""
    if not DATA.is_dir():
        pytest.skip(f"the real library is not on this machine ({DATA.name} beside the project, see tests/quality/README.md)")
    folder = real_folder(tmp_path_factory.mktemp("real"))
    engine = built(parts, remembering, folder, Shelf(tmp_path_factory.mktemp("real-releases")), bank=True)
    return Site("real", folder, parts, remembering, engine, REAL_ASKED, real_twins())


@pytest.fixture(scope="session")
def content_engine(sample_site: Site) -> Engine:
    """The engine on the sample library."""
    return sample_site.engine
