"""What every code of a problem document means; its `type` leads to this list on /docs."""

from __future__ import annotations

# code -> usual status, meaning; what is to be done stands in the `fix` of each answer
CODES: dict[str, tuple[int, str]] = {
    "bad-request": (400, "The request cannot be read as HTTP."),
    "malformed-body": (400, "The body is not one JSON object."),
    "malformed-query": (400, "The query string is not UTF-8."),
    "key": (401, "The key is missing, unknown, revoked or expired."),
    "visitor": (401, "The visitor token is missing."),
    "origin": (403, "The key is not meant for pages of this origin."),
    "scope": (403, "The key does not hold the scope that the call needs."),
    "not-allowed": (403, "The key, its scope or the origin does not allow this."),
    "not-found": (404, "There is nothing under this address or name."),
    "unknown-document": (404, "The release has no such document, or none that may be shown."),
    "method-not-allowed": (405, "The address does not take this method; see Allow."),
    "too-slow": (408, "The body did not arrive in time."),
    "too-large": (413, "The body, or the number of things in it, is above the limit."),
    "unsupported-media-type": (415, "The body is not JSON, or it is compressed."),
    "invalid-input": (422, "A field is unknown, or its value is not of the form it must have; errors lists each."),
    "unknown-role": (422, "The taxonomy has no such role."),
    "library": (422, "A document or folder of the library cannot be used."),
    "too-many-requests": (429, "More requests than allowed from one network; see Retry-After."),
    "error": (500, "Something went wrong on our side; it has been logged."),
    "setting": (500, "A setting of the service cannot be used."),
    "model": (503, "The embedding model cannot be used."),
    "not-ready": (503, "No release is served yet."),
    "overload": (503, "More is asked than can be answered in full."),
    "release": (503, "There is no release that can be served."),
    "store": (503, "Nothing can be stored or read at the moment; see Retry-After."),
    "unavailable": (503, "Not possible at the moment; see Retry-After."),
}
