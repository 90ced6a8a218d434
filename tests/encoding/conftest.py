"""The model, prepared once under the project's own state folder."""

from pathlib import Path

import pytest

from engine.encoding.onnx_encoder import OnnxEncoder
from engine.encoding.prepare import prepare
from engine.settings import Settings

TEXTS = [
    "Wie lange steht die Linie beim Umbau?",
    "who pays if your robot damages our hall",
    "Die Maschine wiegt 4,2 t und braucht 32 A bei 400 V.\n\nAufstellfläche: 3,4 × 2,1 m, ±0,5 °C.",
    "ÄÖÜ äöüß – „Anführung“ … 50 µm, 5 % und 1½ Ω",
    "SLA 99.9 %, ISO/IEC 27001, SSO via SAML 2.0 or OpenID Connect",
]


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The model as shipped, with the adapter if there is one."""
    return prepare(Settings.load())


@pytest.fixture(scope="session")
def plain_folder() -> Path:
    """The model without adapter."""
    return prepare(Settings.load(adapter="none"))


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> OnnxEncoder:
    """The fast encoder over the shipped model."""
    return OnnxEncoder(model_folder)
