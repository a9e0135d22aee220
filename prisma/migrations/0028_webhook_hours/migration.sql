-- How each endpoint did, by the hour: counted when tries are settled, so that a chart need not read the tries.
create table endpoint_hour (
  account_id bigint not null,
  endpoint_id bigint not null,
  at timestamptz(3) not null,
  tries integer not null,
  delivered integer not null,
  duration_ms bigint not null,
  duration_max_ms integer not null,
  primary key (account_id, endpoint_id, at)
) with (fillfactor = 70);
create index endpoint_hour_age on endpoint_hour (at);
