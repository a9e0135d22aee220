-- How many characters a message may have that is sent through the inbox: the channel behind it may take fewer than Tickline.
alter table inbox add column max_message_chars integer not null default 150000
  constraint inbox_max_message_chars check (max_message_chars between 1 and 150000);
