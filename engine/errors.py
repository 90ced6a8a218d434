"""One hierarchy of errors; each says what happened, where, and what to do next."""

from __future__ import annotations


class LotseError(Exception):
    """Base of all expected errors.

    Args:
        what: what happened, in words of the person who reads it.
        where: the file, setting, field or address it is about.
        fix: what to do next; a command where one exists.
    """

    status = 500
    code = "error"

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        self.what, self.where, self.fix = what, where, fix
        super().__init__(" ".join(part for part in (what, f"[{where}]" if where else "", fix) if part))


class InvalidInput(LotseError):
    """Something given from outside is not of the form it must have."""

    status, code = 422, "invalid-input"


class SettingError(LotseError):
    """A setting is unknown or has a value that cannot be used."""

    status, code = 500, "setting"


class LibraryError(LotseError):
    """A document or folder of the library cannot be used."""

    status, code = 422, "library"


class ModelError(LotseError):
    """The embedding model is missing, damaged or not the one a release was built with."""

    status, code = 503, "model"


class ReleaseError(LotseError):
    """A release is missing, damaged, mixed or being built by somebody else."""

    status, code = 503, "release"


class StoreError(LotseError):
    """The store (Redis, SQLite) refused or did not answer in time."""

    status, code = 503, "store"


class NotAllowed(LotseError):
    """The key, origin or scope does not allow this."""

    status, code = 403, "not-allowed"


class NotFound(LotseError):
    """There is nothing under that name."""

    status, code = 404, "not-found"
