"""One table: every setting, its default and what it does; each can be given as LOTSE_<NAME>."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from engine.errors import SettingError


def _setting(default: Any, does: str) -> Any:
    return field(default=default, metadata={"does": does})


@dataclass(frozen=True)
class Settings:
    """All settings. Field names in lower case; the environment variable is LOTSE_ plus the upper-case name."""

    # folders
    var: Path = _setting(Path("var"), "folder of all state: releases, model, log, store, keys")
    content: Path = _setting(Path("content"), "the library folder that scripts/run indexes")
    taxonomy: str = _setting("", "YAML file with the operator's own roles, phases, facets and types; empty = shipped")
    site: str = _setting("default", "name of the site, part of hashes and reports")
    # service
    host: str = _setting("127.0.0.1", "address the service listens on")
    port: int = _setting(8080, "port the service listens on")
    workers: int = _setting(2, "number of service processes")
    threads: int = _setting(4, "request threads in each service process")
    trusted_proxies: int = _setting(0, "number of proxies in front whose X-Forwarded-* headers are believed")
    public_url: str = _setting("", "address of this service as browsers see it; empty = from the request")
    contact: str = _setting("", "mail address or URL of a person, offered when the library has no answer")
    # model
    model: str = _setting("bundled", "embedding model: 'bundled', a folder, or a sentence-transformers name")
    model_prompts: str = _setting("", "prompts of another model, as 'query: |passage: '; empty = its own")
    adapter: str = _setting("shipped", "low-rank adapter for the bundled model: 'shipped', 'none' or a folder")
    encoder_threads: int = _setting(1, "threads used by the encoder while serving")
    index_threads: int = _setting(2, "threads used by the encoder while indexing")
    # store
    redis_url: str = _setting("", "Redis or Valkey address; empty = embedded store under var/")
    redis_timeout_ms: int = _setting(50, "how long a request waits for the store, all its questions together")
    # privacy
    consent_version: str = _setting("1", "version of the consent text a record must name to be valid")
    events_days: int = _setting(90, "days after which events and decisions lose everything that names a visitor")
    profile_days: int = _setting(180, "days without a visit after which a visitor is erased")
    anonymous_days: int = _setting(760, "days after which events without a visitor are deleted")
    proof_days: int = _setting(1095, "days for which proofs of consent and erasure outlive what they are about")
    honour_dnt: bool = _setting(True, "treat DNT: 1 and Sec-GPC: 1 as a refusal of consent")
    # learning
    policy: str = _setting("default", "policy that turns scores into a shown list")
    reward_weights: str = _setting("", "rewards over the shipped ones, as 'dwell=0.3 conversion=1'; learning/rewards.py")
    exploration: float = _setting(0.2, "share of answers in which the policy may try something else than its likeliest")
    holdout: float = _setting(0.10, "share of visitors who get the neutral page for good")
    seed: str = _setting("lotse", "seed of every assignment and draw")
    journey: str = _setting("nonlinear", "transition preset of the buying phase: nonlinear or linear")
    # limits
    rate_per_minute: int = _setting(600, "requests a minute from one network prefix")
    rate_exempt: str = _setting("127.0.0.0/8,::1/128", "networks that call without a rate limit, such as your own servers")
    max_body_bytes: int = _setting(65536, "largest body of a recommendation request")
    max_batch_bytes: int = _setting(524288, "largest body of an event batch")
    max_batch_events: int = _setting(500, "most events in a batch")

    @classmethod
    def load(cls, env: Mapping[str, str] | None = None, **given: Any) -> Settings:
        """Read settings from the environment; keyword arguments win.

        Raises:
            SettingError: a LOTSE_ variable is unknown or its value cannot be used.
        """
        env = os.environ if env is None else env
        table = {f.name: f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in env.items():
            key = name.removeprefix("LOTSE_").lower()
            if name.startswith("LOTSE_") and key in table:
                values[key] = _parse(name, text, table[key].default)
            elif name.startswith("LOTSE_"):
                raise SettingError(f"There is no setting {name}.", where="environment",
                                   fix="See the table in engine/settings.py, or unset it.")
        return cls(**{**values, **given})


def _parse(name: str, text: str, default: Any) -> Any:
    try:
        if isinstance(default, bool):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
        return type(default)(text)
    except (ValueError, KeyError) as error:
        wanted = type(default).__name__
        raise SettingError(f"{name}={text!r} is not a usable {wanted}.", where="environment",
                           fix=f"Give a {wanted}; the default is {default!r}.") from error
