"""The tables of a library, as an ordered list of steps: what each version added.

A step is never changed once it has been released; a new version is a new step. Tables are named in the singular, and
the views that people read in the plural.
"""

from __future__ import annotations

#: "KZPL": tells our files from other SQLite databases (PRAGMA application_id).
APPLICATION_ID = 0x4B5A504C

_FIRST = """
-- What found the statements: program and words. Texts of another edition are read again.
CREATE TABLE edition (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- A brief that was made. context: the report as JSON (zlib), so that it can be rendered again byte for byte.
CREATE TABLE brief (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,         -- 2026-W12, 2026-03, ...
  since TEXT NOT NULL,
  until TEXT NOT NULL,
  today TEXT NOT NULL,
  statements INTEGER NOT NULL,
  sources INTEGER NOT NULL,
  context BLOB NOT NULL,
  is_written INTEGER NOT NULL DEFAULT 0   -- 0: decided, but not yet known to lie in its place
) STRICT;

-- A text. content: JSON (zlib) of its words ("text"), of where head and chrome stand in them, and of why its statements
-- have their labels ("reasons", by where they begin): together, since they share most of their words.
CREATE TABLE document (
  number INTEGER PRIMARY KEY,        -- in the order in which they came
  id TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  url TEXT,
  title TEXT,
  date TEXT,
  language TEXT NOT NULL,
  publisher TEXT,
  sha256 TEXT NOT NULL,              -- of the original bytes
  text_sha256 TEXT NOT NULL,         -- of the words, as UTF-8
  content BLOB NOT NULL,
  edition INTEGER NOT NULL REFERENCES edition,
  brief INTEGER REFERENCES brief     -- the first one made with it in the library
) STRICT;
CREATE INDEX document_by_date ON document(date);
CREATE INDEX document_by_brief ON document(brief);

-- A file that was read, and the text that it holds. removed: it is no longer there.
CREATE TABLE file (
  path TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  document INTEGER NOT NULL REFERENCES document,
  removed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX file_by_document ON file(document);

CREATE TABLE speaker (number INTEGER PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, UNIQUE(name, role)) STRICT;

-- Statements that say the same. brief: the one that told it; main: the one in another language that stands for it.
CREATE TABLE cluster (
  number INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,            -- its first statement
  words INTEGER NOT NULL,            -- hash of its words
  brief INTEGER REFERENCES brief,
  main INTEGER REFERENCES cluster
) STRICT;
CREATE INDEX cluster_by_words ON cluster(words);
CREATE INDEX cluster_by_brief ON cluster(brief);
CREATE INDEX cluster_by_main ON cluster(main) WHERE main IS NOT NULL;
-- Hashes by which those that may say the same are found.
CREATE TABLE mark (
  mark INTEGER NOT NULL, cluster INTEGER NOT NULL REFERENCES cluster, PRIMARY KEY(mark, cluster)
) STRICT, WITHOUT ROWID;

-- start, stop: code points of the document's text.
CREATE TABLE statement (
  number INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used again: the index of words goes by it
  id TEXT NOT NULL,
  document INTEGER NOT NULL REFERENCES document,
  cluster INTEGER NOT NULL REFERENCES cluster,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  line INTEGER NOT NULL,
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  city TEXT NOT NULL,
  directions TEXT NOT NULL,          -- the weightiest first: transport,utilities
  kind TEXT NOT NULL,
  speaker INTEGER REFERENCES speaker,
  quoted INTEGER NOT NULL,
  deadline_text TEXT,
  deadline_date TEXT,
  deadline_year INTEGER,
  deadline_start INTEGER,
  deadline_stop INTEGER,
  deadline_inherited INTEGER,
  responsible_text TEXT,
  responsible_start INTEGER,
  responsible_stop INTEGER,
  responsible_inherited INTEGER
) STRICT;
CREATE INDEX statement_by_id ON statement(id);
CREATE INDEX statement_by_document ON statement(document);
CREATE INDEX statement_by_cluster ON statement(cluster);

-- value: exact digits; number: the same for comparing and adding up.
CREATE TABLE quantity (
  statement INTEGER NOT NULL REFERENCES statement,
  place INTEGER NOT NULL,
  text TEXT NOT NULL,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  value TEXT NOT NULL,
  number REAL NOT NULL,
  unit TEXT NOT NULL,
  modifier TEXT NOT NULL,
  change TEXT,
  role TEXT,
  year INTEGER,
  indicator TEXT,
  per TEXT,
  period TEXT,
  city TEXT,
  mood TEXT,
  PRIMARY KEY(statement, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX quantity_by_value ON quantity(unit, number);
CREATE INDEX quantity_by_indicator ON quantity(indicator) WHERE indicator IS NOT NULL;

-- Runs that changed something, or tried to.
CREATE TABLE run (
  number INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  today TEXT NOT NULL,
  texts INTEGER NOT NULL,            -- that were new or had changed
  statements INTEGER NOT NULL,       -- that nobody had said before
  unread INTEGER NOT NULL
) STRICT;

-- The words of statements, folded; and each distinct one once, for the forms that a word of a query has.
CREATE VIRTUAL TABLE word_index USING fts5(
  words, content='', columnsize=0, tokenize="unicode61 remove_diacritics 0 tokenchars '%.,'"
);
CREATE TABLE word (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- For readers ---------------------------------------------------------------------------------------------------------

CREATE VIEW texts AS
  SELECT document.id, document.date, document.publisher, document.title, document.language, document.path,
    document.url, document.sha256,
    (SELECT count(*) FROM statement WHERE statement.document = document.number) AS statements,
    coalesce((SELECT min(removed) FROM file WHERE file.document = document.number), 1) AS removed_or_replaced,
    brief.name AS brief
  FROM document LEFT JOIN brief ON brief.number = document.brief;

CREATE VIEW statements AS
  SELECT statement.id, document.date, statement.city, statement.directions, statement.kind, statement.text,
    nullif(speaker.name, '') AS speaker, nullif(speaker.role, '') AS speaker_role,
    statement.deadline_text AS deadline, statement.deadline_date, statement.responsible_text AS responsible,
    (SELECT count(*) - 1 FROM statement AS other WHERE other.cluster = statement.cluster) AS repeated,
    document.publisher, document.title, document.path, statement.line, document.url, brief.name AS brief
  FROM statement
  JOIN document ON document.number = statement.document
  JOIN cluster ON cluster.number = statement.cluster
  LEFT JOIN speaker ON speaker.number = statement.speaker
  LEFT JOIN brief ON brief.number = cluster.brief;

CREATE VIEW numbers AS
  SELECT statement.id AS statement, document.date, coalesce(quantity.city, statement.city) AS city,
    quantity.indicator, quantity.number, quantity.value AS exact_value, quantity.unit, quantity.modifier,
    quantity.change, quantity.year, quantity.per, statement.kind, statement.text, document.path, statement.line
  FROM quantity
  JOIN statement ON statement.number = quantity.statement
  JOIN document ON document.number = statement.document;

CREATE VIEW deadlines AS
  SELECT deadline_date, deadline_year, deadline, city, directions, kind, text, responsible, id, date, path, line
  FROM (
    SELECT statement.deadline_date, statement.deadline_year, statement.deadline_text AS deadline, statement.city,
      statement.directions, statement.kind, statement.text, statement.responsible_text AS responsible, statement.id,
      document.date, document.path, statement.line
    FROM statement
    JOIN document ON document.number = statement.document
    JOIN cluster ON cluster.first = statement.number
    WHERE statement.deadline_year IS NOT NULL AND statement.kind IN ('target', 'plan', 'assignment', 'goal')
  )
  ORDER BY deadline_year, deadline_date;

CREATE VIEW repeated_statements AS
  SELECT first.id, first.text, count(*) AS times, group_concat(document.path, ', ') AS paths
  FROM cluster
  JOIN statement AS first ON first.number = cluster.first
  JOIN statement ON statement.cluster = cluster.number
  JOIN document ON document.number = statement.document
  GROUP BY cluster.number HAVING count(*) > 1;

CREATE VIEW briefs AS SELECT name, since, until, today AS made, statements, sources FROM brief;
"""

_PAGES = """
-- What the web answered, by the address that was asked for. content: the bytes as they came, unpacked (zlib).
CREATE TABLE page (
  address TEXT PRIMARY KEY,
  url TEXT NOT NULL,                 -- where its redirects ended
  source TEXT NOT NULL,              -- the feed, the sitemap or the page by which it was found
  checked TEXT NOT NULL,             -- when it was asked for last (UTC)
  fetched TEXT NOT NULL,             -- when these bytes came
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,             -- JSON, by names in small letters
  changed TEXT,                      -- when its source says that it changed
  sha256 TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;

CREATE VIEW pages AS SELECT address, url, source, checked, fetched, status, headers, changed, sha256 FROM page;
"""

#: Each brings a library from the version that its place tells to the next one.
STEPS = (_FIRST, _PAGES)
