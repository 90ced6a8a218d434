"""Marketers seldom write down what kind a document is; its folder, its name and its text must do."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.ranking.rules import JOB_AD
from engine.retrieval.release import Release
from tests.quality.sites import Site


@pytest.fixture(scope="module")
def untyped(sample_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The sample library with every given type taken out."""

    def forget(folder: Path) -> None:
        for path in folder.rglob("*"):
            if path.suffix in {".md", ".yml", ".html"}:
                lines = path.read_text("utf-8").splitlines(keepends=True)
                kept = [line for line in lines if not line.startswith("type:")]
                path.write_text("".join(kept), "utf-8")

    return sample_site.changed(tmp_path_factory.mktemp("untyped"), forget).current.get()


def test_two_of_three_kinds_are_found(sample_site: Site, untyped: Release) -> None:
    given = {d.path: label.id for d, label in zip(sample_site.release.documents, sample_site.release.types, strict=True) if label.given}
    found = {d.path: label for d, label in zip(untyped.documents, untyped.types, strict=True)}
    assert sum(label.given for label in found.values()) < 5
    told = [found[path].id == kind for path, kind in given.items() if not found[path].given]
    assert len(told) > 50
    assert sum(told) / len(told) > 0.6


def test_no_job_ad_case_study_training_or_price_list_is_missed(sample_site: Site, untyped: Release) -> None:
    found = {d.path: label.id for d, label in zip(untyped.documents, untyped.types, strict=True)}
    surely = {JOB_AD, "case_study", "training_offer", "price_information"}
    for document, label in zip(sample_site.release.documents, sample_site.release.types, strict=True):
        if label.given and label.id in surely:
            assert found[document.path] == label.id, document.path
