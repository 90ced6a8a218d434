"""Tables of the journal. Times are milliseconds since 1970 in UTC; visitors are keyed hashes, never tokens."""

from __future__ import annotations

VERSION = 4

SCHEMA: tuple[str, ...] = (
    # seq never goes back and is never used again, also after rows were erased
    """CREATE TABLE IF NOT EXISTS entries (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, type TEXT NOT NULL, at INTEGER NOT NULL,
      received INTEGER NOT NULL, visitor TEXT, decision TEXT, document TEXT, passage TEXT, slot TEXT,
      value REAL NOT NULL, query TEXT, properties TEXT, flags TEXT NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS entries_by_visitor ON entries (visitor, seq) WHERE visitor IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS entries_by_time ON entries (received)",
    # what has had its effect: hashes of event ids, and of (decision, type, item) for ranking
    "CREATE TABLE IF NOT EXISTS seen (key BLOB PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID, STRICT",
    """CREATE TABLE IF NOT EXISTS quarantine (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, received INTEGER NOT NULL, visitor TEXT,
      reason TEXT NOT NULL, body TEXT NOT NULL) STRICT""",
    """CREATE TABLE IF NOT EXISTS decisions (
      id TEXT PRIMARY KEY, at INTEGER NOT NULL, visitor TEXT, body BLOB NOT NULL) WITHOUT ROWID, STRICT""",
    "CREATE INDEX IF NOT EXISTS decisions_by_visitor ON decisions (visitor) WHERE visitor IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS decisions_by_time ON decisions (at)",
    # questions of people without consent: the text is kept only once enough of them asked the same
    """CREATE TABLE IF NOT EXISTS asked (
      key BLOB PRIMARY KEY, day TEXT NOT NULL, answer TEXT NOT NULL, times INTEGER NOT NULL, text TEXT)
      WITHOUT ROWID, STRICT""",
    # proof of consent, kept apart from the data it covers
    """CREATE TABLE IF NOT EXISTS consents (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, visitor TEXT NOT NULL, at INTEGER NOT NULL, action TEXT NOT NULL,
      version TEXT NOT NULL, purposes TEXT NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS consents_by_visitor ON consents (visitor)",
    """CREATE TABLE IF NOT EXISTS visitors (
      visitor TEXT PRIMARY KEY, version TEXT NOT NULL, purposes TEXT NOT NULL, granted INTEGER NOT NULL,
      seen INTEGER NOT NULL) WITHOUT ROWID, STRICT""",
    # visitor tokens (keyed hashes) after the first, whose hash is the visitor; `until` = the end of one that was replaced
    """CREATE TABLE IF NOT EXISTS tokens (
      token TEXT PRIMARY KEY, visitor TEXT NOT NULL, number INTEGER NOT NULL, used INTEGER, until INTEGER)
      WITHOUT ROWID, STRICT""",
    "CREATE INDEX IF NOT EXISTS tokens_by_visitor ON tokens (visitor)",
    # tombstones: what arrives for these visitors later is dropped, whatever its order
    """CREATE TABLE IF NOT EXISTS erasures (
      visitor TEXT PRIMARY KEY, at INTEGER NOT NULL, why TEXT NOT NULL, rows INTEGER NOT NULL)
      WITHOUT ROWID, STRICT""",
    # who is not buying: visitors, and decisions of people who are not recognised
    """CREATE TABLE IF NOT EXISTS no_customers (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, unit TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, kind TEXT NOT NULL) STRICT""",
    # visitors who came by a link that was passed on: they share the treatment of its first sender
    "CREATE TABLE IF NOT EXISTS accounts (visitor TEXT PRIMARY KEY, account TEXT NOT NULL) WITHOUT ROWID, STRICT",
    # profiles that the projection still has to forget
    "CREATE TABLE IF NOT EXISTS forget (visitor TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID, STRICT",
)
