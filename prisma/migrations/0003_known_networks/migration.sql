-- Networks from which a user has signed in. Wrong passwords that strangers try do not keep the user out there.
create table known_network (
  user_id bigint not null references app_user (id),
  network text not null,
  seen_at timestamptz(3) not null,
  primary key (user_id, network)
);

create index known_network_age on known_network (seen_at);
