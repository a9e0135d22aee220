import pg from "pg";
import type { Place } from "@/bench/growth/account";
import { indexDue } from "@/server/store/search/search-index";
import {
  type Bases,
  insertCopies,
  insertEntries,
  MAKE_COPIES,
  makeTexts,
  PARAMETERS,
  TURN,
  takeCopies,
} from "./copies";
import type { Scene } from "./marks";
import { dropIndexes, FILLED } from "./measure";
import { ENDINGS, SCENE_MESSAGES } from "./scene";

const DAY_MS = 24 * 3_600_000;
/** The product indexes so many contacts at once. */
const INDEXED = 5_000;

export type Span = {
  /** Messages of customers and agents. */
  messages: number;
  /** Days over which they were written. */
  days: number;
  /** The last days whose events are kept. */
  logDays: number;
};

/** How long the product keeps rows, in days; others as long as their conversation. */
const KEPT_DAYS: Readonly<Record<string, number>> = {
  delivery: 30,
  delivery_try: 30,
  policy_decision: 30,
  conversation_change: 30,
  notification: 60,
};

/**
 * Fills a new account's database with copies of the scenes, spread evenly over the days until now, and derives what commands
 * would have counted. Indexes are made after the rows. Returns the seconds of each part.
 */
export async function fill(
  place: Place,
  scenes: readonly Scene[],
  span: Span,
  seed: number,
): Promise<object> {
  const seconds: Record<string, number> = {};
  const timed = async (part: string, work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    const took = (performance.now() - began) / 1000;
    seconds[part] = Math.round(10 * ((seconds[part] ?? 0) + took)) / 10;
  };
  const client = new pg.Client({ connectionString: place.url });
  await client.connect();
  try {
    await client.query(SETTINGS);
    await makeTexts(place.database, seed);
    await makeMonths(client, span.days);
    const { rows } = await client.query<{ seq: string }>("select last_seq + 1 as seq from account_head");
    const numbered = { ...span, seq: Number(rows[0]?.seq ?? 1) };
    const indexes = await dropIndexes(client);
    await timed("rows", () => inOne(client, () => copyAll(client, scenes, numbered)));
    for (const statement of DERIVED) await timed("counters", () => client.query(statement));
    const [words = [], others = []] = [true, false].map((of) =>
      indexes.filter((index) => isOfWords(index) === of),
    );
    for (const index of others) await timed(nameOf(index), () => client.query(index));
    await client.query("analyze");
    await timed("contacts' words", () => indexContacts(place));
    for (const index of words) await timed(nameOf(index), () => client.query(index));
    await client.query("drop table growth_text, growth_name");
    for (const table of FILLED) await timed(`vacuum ${table}`, () => client.query(`vacuum analyze ${table}`));
    return seconds;
  } finally {
    await client.end();
  }
}

/** The index of words is made last: contacts are put in by the product, which needs the others. */
const isOfWords = (index: string): boolean => /\bsearch_entry\b/.test(index);

const nameOf = (index: string): string => /index (\w+)/i.exec(index)?.[1] ?? "index";

/** Tables emptied in a transaction are written without a log of it, if the server keeps the least (`wal_level = minimal`). */
async function inOne(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query(`begin; truncate ${FILLED.join(", ")}`);
  await work();
  await client.query("commit");
}

/** Nothing of this is to be searched for by triggers; a crash would lose the bench only. */
const SETTINGS = `
  set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '1GB';
  set work_mem = '64MB'; set timezone = 'UTC'; set plan_cache_mode = force_generic_plan`;

/** The product has made a partition for each month before it came. */
async function makeMonths(client: pg.Client, days: number): Promise<void> {
  for (let at = Date.now() - (days + 31) * DAY_MS; at < Date.now(); at += 28 * DAY_MS)
    await client.query("select ensure_partitions($1::date, 0)", [new Date(at)]);
}

/** `seq`: of the first event; the account has some already. */
type Numbered = Span & { seq: number };
type Part = { scene: Scene; copies: number; bases: Bases };
type Batch = { first: number; parts: Part[]; endMs: number };

/** In how many parts of the days contacts are taken: rows of one part, a year's some 35 hours, lie among each other. */
const BATCHES = 250;

/** The batches in order of time, with the ids of their rows. */
function* batches(scenes: readonly Scene[], { messages, days, logDays, seq }: Numbered): Generator<Batch> {
  const contacts = messages / SCENE_MESSAGES;
  const { beginMs, stepMs } = paceOf({ messages, days });
  const batch = Math.max(1, Math.round(contacts / BATCHES / TURN)) * TURN;
  const next: Bases = { contact: 1, conversation: 1, message: 1, delivery: 1, seq };
  for (let first = 0; first < contacts; first += batch) {
    const size = Math.min(batch, contacts - first);
    const endMs = beginMs + (first + size) * stepMs;
    const parts = scenes.map((scene) => {
      const copies = (size / TURN) * (ENDINGS[scene.nth]?.weight ?? 0);
      const part = { scene, copies, bases: { ...next } };
      for (const kind of ["contact", "conversation", "message"] as const)
        next[kind] += copies * scene.counts[kind];
      if (isKept("delivery", endMs)) next.delivery += copies * scene.counts.delivery;
      if (isKept("event", endMs, logDays)) next.seq += copies * scene.counts.seq;
      return part;
    });
    yield { first, parts, endMs };
  }
}

/** A scene lasts half a day: the last one has ended. */
const paceOf = ({
  messages,
  days,
}: Pick<Span, "messages" | "days">): { beginMs: number; stepMs: number } => ({
  beginMs: Math.floor(Date.now() / DAY_MS) * DAY_MS - days * DAY_MS,
  stepMs: ((days - 0.5) * DAY_MS) / (messages / SCENE_MESSAGES),
});

const isKept = (table: string, atMs: number, logDays = 0): boolean => {
  const days = table === "event" ? logDays : KEPT_DAYS[table];
  return days === undefined || atMs > Date.now() - days * DAY_MS;
};

async function copyAll(client: pg.Client, scenes: readonly Scene[], span: Numbered): Promise<void> {
  const { beginMs, stepMs } = paceOf(span);
  await client.query(MAKE_COPIES);
  for (const { first, parts, endMs } of batches(scenes, span))
    for (const { scene, copies, bases } of parts) {
      const values = PARAMETERS({ first, copies, bases }, beginMs, stepMs);
      await client.query({ name: `copies ${scene.nth}`, text: takeCopies(scene.nth), values });
      for (const table of scene.tables)
        if (isKept(table.name, endMs, span.logDays))
          await client.query({ name: `${table.name} ${scene.nth}`, text: insertCopies(table, scene.nth) });
      await client.query({ name: `entries ${scene.nth}`, text: insertEntries(scene) });
      await client.query("truncate growth_copy");
    }
  await client.query("drop table growth_copy");
}

/** By the product: names have no end of forms. */
async function indexContacts({ database }: Place): Promise<void> {
  await database.query(
    "insert into search_due (account_id, kind, subject_id) select account_id, 'contact', id from contact",
  );
  while ((await indexDue(database, INDEXED)) === INDEXED);
}

/** What commands, the relay, the webhooks and the index would have counted. */
const DERIVED = [
  `insert into conversation_total
   select account_id, inbox_id, lifecycle, status, count(*), count(*) filter (where assignee_id is null)
     from conversation group by 1, 2, 3, 4`,
  `insert into conversation_counter
   select account_id, inbox_id, lifecycle, status, coalesce(assignee_id, 0), count(*) from conversation group by 1, 2, 3, 4, 5`,
  `insert into search_bucket (account_id, kind, id, entries)
   select account_id, kind, bucket_id, count(*) from search_entry where kind = 'message' group by 1, 2, 3`,
  "update account_counter set last_display_id = (select max(display_id) from conversation)",
  "update account_head set last_seq = (select max(seq) from event), oldest_seq = (select min(seq) from event)",
  "update endpoint_progress set last_seq = (select max(seq) from event)",
  `select setval(pg_get_serial_sequence(name, 'id'), case name
     when 'contact' then (select max(id) from contact) when 'contact_inbox' then (select max(id) from contact_inbox)
     when 'conversation' then (select max(id) from conversation) when 'message' then (select max(id) from message)
     when 'search_bucket' then (select max(id) from search_bucket)
     else coalesce((select max(id) from delivery), 1) end)
     from unnest(array['contact', 'contact_inbox', 'conversation', 'message', 'search_bucket', 'delivery']) name`,
];
