import { fill } from "@/bench/list/fill";
import type { Database } from "@/server/store/_postgres/db";
import { indexDue } from "@/server/store/search/search-index";
import { randomOf } from "@/test/support/scenes/property";

/** Further messages of each conversation. The first one is about a parcel. */
const MORE_MESSAGES = 4;
const WORDS = 20_000;
const SIGNS = 3_000;
/** The rare word is in one of so many messages, at random. */
const RARE_EVERY = 200_000;
const CHUNK = 5_000;

/** Fills an empty database with conversations of two accounts, 9 of 10 in account 1, and indexes their words. */
export async function fillWords(database: Database, conversations: number, seed: number): Promise<void> {
  const sizes = [conversations * 0.9, conversations * 0.1].map(Math.round);
  await fill(database, sizes, { short: 1, long: 1 });
  await database.query("set session_replication_role = replica");
  await database.query(
    "select setval(pg_get_serial_sequence('message', 'id'), (select max(id) from message))",
  );
  const total = sizes.reduce((a, b) => a + b, 0);
  const random = randomOf(seed);
  for (let from = 1; from <= total; from += CHUNK)
    await database.query(MORE, [
      from,
      Math.min(total, from + CHUNK - 1),
      Array.from({ length: CHUNK * MORE_MESSAGES }, () => sentence(random)),
    ]);
  await database.query("drop index search_entry_grams");
  await database.query(DUE);
  while ((await indexDue(database, CHUNK)) === CHUNK);
  await database.query("set maintenance_work_mem = '512MB'");
  await database.query(
    "create index search_entry_grams on search_entry using gin (grams) with (gin_pending_list_limit = 512)",
  );
  await database.query("set session_replication_role = origin");
  for (const table of ["message", "search_entry", "search_bucket", "search_due"])
    await database.query(`vacuum analyze ${table}`);
}

/** $1, $2 = first and last conversation, $3 = the words of their further messages, in order. */
const MORE = `
  insert into message (account_id, conversation_id, inbox_id, number, kind, direction, content, sender_type, sender_id,
                       created_at, updated_at)
  select c.account_id, c.id, c.inbox_id, 2 + k, 'message', case when k % 2 = 0 then 'out' else 'in' end,
         ($3::text[])[(c.id - $1::bigint) * ${MORE_MESSAGES} + k + 1], 'contact', c.contact_id, c.created_at, c.created_at
    from conversation c, generate_series(0, ${MORE_MESSAGES - 1}) k where c.id between $1 and $2 order by c.id, k`;

const DUE = `
  insert into search_due (account_id, kind, subject_id)
  select account_id, 'contact', id from contact
  union all (select account_id, 'message', id from message order by id)`;

const SYLLABLES = [..."bdfglmnprstvz"].flatMap((sound) => [..."aeiou"].map((vowel) => sound + vowel));

/** The n-th word, the first ones more common: Zipf. */
export const wordOf = (n: number): string => {
  let word = "";
  for (let rest = n + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length];
  return word;
};

/** The n-th Chinese sign. */
export const signOf = (n: number): string => String.fromCodePoint(0x4e00 + n);

const zipf = (random: () => number, many: number): number => Math.floor(many ** random()) - 1;

export function sentence(random: () => number): string {
  if (random() < 1 / RARE_EVERY) return `${RARE} happened once`;
  if (random() < 0.2)
    return Array.from({ length: 12 + Math.floor(random() * 20) }, () => signOf(zipf(random, SIGNS))).join("");
  return Array.from({ length: 6 + Math.floor(random() * 10) }, () => wordOf(zipf(random, WORDS))).join(" ");
}

export const RARE = "quetzalcoatl";
