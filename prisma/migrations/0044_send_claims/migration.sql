-- Which claim has a send: a worker that did not get Postgres' answer to a claim gives back what it claimed, for it called nobody.
alter table send add column claim uuid;
