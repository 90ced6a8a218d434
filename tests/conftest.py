"""One small library, one release and one app for every test that needs the real thing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from api import create_app
from engine.assembly import Assembly
from engine.encoding.cached import CachedEncoder
from engine.encoding.encoder import Encoder
from engine.encoding.load import load_encoder
from engine.encoding.prepare import prepare, prepared_folder
from engine.events.running import projector
from engine.retrieval.build import build_release
from engine.retrieval.remembered import RememberedEncoder
from engine.retrieval.shelf import Shelf
from engine.service import Engine
from engine.settings import Settings
from engine.store.embedded import EmbeddedStore
from engine.store.keys import KeyStore

# no example is timed: machines are shared, and a slow one says nothing about the code
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")
ROOT = Path(__file__).resolve().parents[1]
SITE = "https://www.example.com"
GRANT = {"action": "grant", "purposes": ["personalisation", "measurement"], "version": "1"}  # body of POST /v1/consent: all that can be agreed to


@pytest.fixture(scope="session", autouse=True)
def _models() -> Iterator[None]:
    """In this process each model is loaded once, whoever asks for it; each engine still remembers its own questions.

    Loading itself is tested in `tests/encoding`, which calls `load_encoder`, and by services in processes of their own.
    """
    loaded: dict[tuple[object, ...], Encoder] = {}

    def load(settings: Settings, *, indexing: bool = False) -> Encoder:
        threads = settings.index_threads if indexing else settings.encoder_threads
        key = (prepared_folder(settings).resolve(), settings.model, settings.model_prompts, threads)
        if key not in loaded:
            loaded[key] = load_encoder(replace(settings, index_threads=threads), indexing=True)
        return loaded[key] if indexing else CachedEncoder(loaded[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.assembly.load_encoder", load)
        yield


@pytest.fixture(scope="session")
def library_dir() -> Path:
    """Eight small documents: five German, two English, one that must never leave the house."""
    return ROOT / "tests" / "fixtures" / "library"


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """Prepared models, kept from run to run; preparing one takes a while."""
    return Path(os.environ.get("LOTSE_TEST_MODEL_CACHE") or ROOT / "var" / "model").absolute()


@pytest.fixture(scope="session")
def fresh_settings(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Callable[[], Settings]:
    """Settings with a state folder of their own that holds nothing but the model."""

    def make() -> Settings:
        var = tmp_path_factory.mktemp("var")
        model_cache.mkdir(parents=True, exist_ok=True)
        (var / "model").symlink_to(model_cache)
        # a busy machine must not look like a slow store; what a slow one may cost is tested in `tests/store`
        return Settings(var=var, rate_exempt="", redis_timeout_ms=1000)

    return make


@pytest.fixture(scope="session")
def built(library_dir: Path, fresh_settings: Callable[[], Settings]) -> Settings:
    """Settings with a published release of the small library."""
    settings = fresh_settings()
    prepare(settings)
    parts = Assembly(settings)
    build_release(library_dir, parts.shelf, parts.taxonomy, parts.indexing_encoder, parts.annotator,
                  progress=lambda *_: None)
    return settings


@pytest.fixture(scope="session")
def parts(built: Settings) -> Assembly:
    """The parts over the built release, as a process of its own would make them, apart from those of the app."""
    return Assembly(built)


@pytest.fixture(scope="session")
def engine(parts: Assembly) -> Engine:
    """One engine over the built release, for tests that change nothing of it: replace(engine, ...) makes another."""
    return parts.engine()


@pytest.fixture(scope="session")
def shipped_parts() -> Assembly:
    """The parts as shipped, over the project's own state folder."""
    made = Assembly(Settings.load({}, var=ROOT / "var"))
    prepare(made.settings)
    return made


@pytest.fixture(scope="session")
def remembering(shipped_parts: Assembly) -> RememberedEncoder:
    """Embeds a text once: what several libraries hold has one vector, so a difference is never the model's rounding.

    Vectors are kept between runs, by one writer: of two runs side by side only one may ask for this.
    """
    return RememberedEncoder(shipped_parts.indexing_encoder, ROOT / "var" / "test" / "vectors")


@pytest.fixture(scope="session")
def sample_shelf(
    shipped_parts: Assembly, remembering: RememberedEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Shelf:
    """A shelf with one release, that of the sample library in `content/`."""
    shelf = Shelf(tmp_path_factory.mktemp("sample") / "releases")
    build_release(ROOT / "content", shelf, shipped_parts.taxonomy, remembering, shipped_parts.annotator,
                  progress=lambda *_: None)
    return shelf


@dataclass(frozen=True)
class Keys:
    """Secrets of one public key for `SITE`, one without origins, and one secret key."""

    public: str
    bare: str
    secret: str


@pytest.fixture(scope="session")
def keys(built: Settings) -> Keys:
    """Keys of the built instance."""
    store = KeyStore(built.var / "keys.db")
    return Keys(
        public=store.create("public", origins=[SITE, "https://*.shop.example", "http://localhost:*"])[1],
        bare=store.create("public")[1], secret=store.create("secret")[1],
    )


@pytest.fixture(scope="session")
def store(built: Settings) -> Iterator[EmbeddedStore]:
    """The embedded store of the built instance, running and equal to the log."""
    store = EmbeddedStore(built.var)
    store.start()
    projector(built).catch_up()
    yield store
    store.stop()


@pytest.fixture(scope="session")
def app(built: Settings, store: EmbeddedStore) -> Flask:
    """The real app over the built release."""
    return create_app(built)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A client of that app."""
    with app.test_client() as client:
        yield client
