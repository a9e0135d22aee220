import type pg from "pg";
import { type Line, percentile } from "@/bench/lib/report";
import { checkCounters } from "@/bench/list/fill";
import { indexDue } from "@/server/store/search/search-index";
import type { Place } from "./account";
import { prepareQueries, type Query } from "./queries";

const WARM_UP = 3;

type Options = { messages: readonly number[]; queries: number; faults: string[] };
type Times = { p50: number; p95: number };

/**
 * The times of each query in each database, in ms, one query in each in turn, so that other load affects all. Each repetition
 * asks about other rows.
 */
export async function measure(
  places: readonly Place[],
  { messages, queries, faults }: Options,
): Promise<Line[]> {
  const prepared: Query[][] = [];
  for (const place of places) prepared.push(await prepareQueries(place));
  const [first = []] = prepared;
  const lines: Line[] = [];
  for (const [at, { name }] of first.entries()) {
    const all: number[][] = places.map(() => []);
    for (let n = -WARM_UP; n < queries; n++)
      for (const [of, each] of prepared.entries()) {
        const query = each[at];
        if (!query) continue;
        const began = performance.now();
        const rows = await query.ask(n + WARM_UP);
        const ms = performance.now() - began;
        const fault = `${name} at ${messages[of]}: ${rows} rows instead of ${query.rows}`;
        if (rows !== query.rows && !faults.includes(fault)) faults.push(fault);
        if (n >= 0) all[of]?.push(ms);
      }
    lines.push(...linesOf(name, all.map(timesOf)));
  }
  return lines;
}

function timesOf(all: readonly number[]): Times {
  const sorted = all.toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 50), p95: percentile(sorted, 95) };
}

/** The largest database against the smallest. */
function linesOf(name: string, times: readonly Times[]): Line[] {
  return (["p50", "p95"] as const).map((of) => {
    const [least = Number.NaN, most = Number.NaN] = [times[0]?.[of], times.at(-1)?.[of]];
    const ratio = most / least;
    return {
      name: `growth-${name}-${of}`,
      ours: round2(most),
      bare: round2(least),
      ratio: { median: ratio, min: ratio, max: ratio },
      unit: "ms",
      target: "–",
      isVoid: false,
    };
  });
}

const round2 = (ms: number): number => Math.round(ms * 100) / 100;

/** The tables that are filled. */
export const FILLED = [
  "contact",
  "contact_inbox",
  "conversation",
  "conversation_change",
  "conversation_label",
  "conversation_mention",
  "conversation_seen",
  "conversation_counter",
  "conversation_total",
  "delivery",
  "delivery_try",
  "event",
  "message",
  "message_attempt",
  "message_receipt",
  "notification",
  "policy_decision",
  "search_bucket",
  "search_entry",
  "transition",
] as const;

/** Drops the indexes of the filled tables but for their keys; returns the statements that make them. */
export async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.relname as name, replace(pg_get_indexdef(i.oid), ' ON ONLY ', ' ON ') as definition
       from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      where t.relname = any($1) and not x.indisprimary`,
    [FILLED],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

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
