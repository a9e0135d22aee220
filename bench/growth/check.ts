import { checkCounters } from "@/bench/list/check-counters";
import { indexDue } from "@/server/store/search/search-index";
import type { Place } from "./account";

/** How many messages are indexed again, to compare. */
const INDEXED_AGAIN = 200;

/** What is wrong with the filled rows: numbers, counters, the log, deliveries, and the words to search. */
export async function check({ database }: Place, messages: number): Promise<string[]> {
  const faults = await checkCounters(database);
  for (const [what, statement] of Object.entries(WRONG)) {
    const [row] = await database.query<{ wrong: number }>(statement);
    if (row?.wrong !== 0) faults.push(`${messages}: ${row?.wrong} ${what}`);
  }
  const [written] = await database.query<{ count: number }>(
    "select count(*) as count from message where kind = 'message'",
  );
  if (written?.count !== messages) faults.push(`${written?.count} messages instead of ${messages}`);
  const before = await entries({ database });
  await database.query(
    `insert into search_due (account_id, kind, subject_id) select 1, 'message', id from search_entry where ${SAMPLE}`,
  );
  while ((await indexDue(database, INDEXED_AGAIN)) > 0);
  const after = await entries({ database });
  if (JSON.stringify(before) !== JSON.stringify(after))
    faults.push(`${messages}: other words than the index's`);
  return faults;
}

const SAMPLE = `kind = 'message' and id in (
  select id from message where kind = 'message' order by hashint8(id) limit ${INDEXED_AGAIN})`;

const entries = ({ database }: Pick<Place, "database">): Promise<object[]> =>
  database.query(
    `select id, bucket_id, array(select distinct gram from unnest(grams) gram order by 1) as grams
       from search_entry where ${SAMPLE} order by id`,
  );

/** Statements that count what must not be. */
const WRONG = {
  "conversations whose numbers have gaps": `
    select count(*) as wrong from conversation c
      left join (select conversation_id, max(number) as last, count(*) as many from message group by 1) m
        on m.conversation_id = c.id
     where c.last_number is distinct from m.last or m.many <> m.last`,
  "conversations without their last message": `
    select count(*) as wrong from conversation c
      left join message m on m.account_id = c.account_id and m.id = c.last_message_id and m.conversation_id = c.id
     where m.id is null`,
  "messages that the search does not know": `
    select count(*) as wrong from message m
      left join search_entry e on e.account_id = m.account_id and e.kind = 'message' and e.id = m.id
     where m.kind = 'message' and e.id is null`,
  "positions of the log without an event": `
    select last_seq - oldest_seq + 1 - (select count(*) from event) as wrong from account_head`,
  "events whose body is another's": `
    select count(*) as wrong from (select * from event order by seq desc limit 1000) e
     where e.body ->> 'id' <> e.id::text or (e.body #>> '{resource,id}')::bigint <> e.resource_id`,
  "deliveries without their event": `
    select count(*) as wrong from (select * from delivery order by id desc limit 10000) d
      left join event e on e.account_id = d.account_id and e.seq = d.event_seq and e.stamped_at = d.event_stamped_at
     where e.id is distinct from d.event_id`,
  "ticks without a receipt": `
    select count(*) as wrong from (select * from message where status is not null order by id desc limit 10000) m
     where not exists (select 1 from message_receipt r where r.account_id = m.account_id and r.message_id = m.id
                          and r.signal = m.status)`,
};
