-- What an operator tells everybody while changes are refused; null: they are made.
alter table installation add column maintenance_text text, add column maintenance_since timestamptz(3);
