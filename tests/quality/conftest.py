"""The engine on the sample library and on a real one."""

from __future__ import annotations

import pytest

from engine.assembly import Assembly
from engine.retrieval.remembered import RememberedEncoder
from engine.retrieval.shelf import Shelf
from engine.service import Engine
from tests.quality.sites import DATA, ROOT, Site, built, over, real_folder, real_twins, title_twins

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
def sample_site(shipped_parts: Assembly, remembering: RememberedEncoder, sample_shelf: Shelf) -> Site:
    """The sample library of the project."""
    engine = over(shipped_parts, sample_shelf, bank=True)
    return Site("sample", ROOT / "content", shipped_parts, remembering, engine, SAMPLE_ASKED, title_twins(engine.current.get()))


@pytest.fixture(scope="session")
def real_site(shipped_parts: Assembly, remembering: RememberedEncoder, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Real product documentation of another company; skipped where the data sets are not there."""
    if not DATA.is_dir():
        pytest.skip(f"the real library is not on this machine ({DATA.name} beside the project, see tests/quality/README.md)")
    folder = real_folder(tmp_path_factory.mktemp("real"))
    engine = built(shipped_parts, remembering, folder, Shelf(tmp_path_factory.mktemp("real-releases")), bank=True)
    return Site("real", folder, shipped_parts, remembering, engine, REAL_ASKED, real_twins())


@pytest.fixture(scope="session")
def content_engine(sample_site: Site) -> Engine:
    """The engine on the sample library."""
    return sample_site.engine


@pytest.fixture(scope="module", params=["sample_site", "real_site"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each of the two in turn."""
    found: Site = request.getfixturevalue(request.param)
    return found
