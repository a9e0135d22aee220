-- When the first of the messages came that a notification counts and no mail has listed. Null: it counts one only, or is of an earlier release.
alter table notification add column missed_since timestamptz(3);
