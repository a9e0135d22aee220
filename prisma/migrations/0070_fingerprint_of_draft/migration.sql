-- A short name of the text, by which a save or a sent message replaces only what its page has read. Null: it was saved by an earlier release.
alter table draft add column fingerprint text;
