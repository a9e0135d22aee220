import { AGENTS, FIRST_ID, INBOXES } from "@/bench/growth/account";
import { sentence, wordOf } from "@/bench/search/fill-words";
import { gramOfInbox, gramsOf } from "@/server/domain/search/search-text";
import type { Database } from "@/server/store/_postgres/db";
import { randomOf } from "@/test/support/scenes/property";
import { expressionOf, type Scene, type SceneTable } from "./marks";
import { ENDINGS, SCENE_MESSAGES } from "./scene";

/** Scenes are copied in turn: of twenty contacts each ending has its weight. */
export const TURN = ENDINGS.reduce((sum, { weight }) => sum + weight, 0);

const PLACES = Array.from({ length: SCENE_MESSAGES }, (_, at) => at + 1);
const texts = (of: (place: number) => string): string => PLACES.map(of).join(", ");

/** Entries of a bucket, as the product fills them. */
const BUCKET = 32_768;

/** The ids from which on a batch's rows of a kind are numbered. */
export type Bases = Record<"contact" | "conversation" | "message" | "delivery" | "seq", number>;

/** Copies of a scene: of those contacts of a batch, which begins at `first`, whose turn it is. */
export type Copies = { first: number; copies: number; bases: Bases };

/** The copies of a batch, until their rows are written. */
export const MAKE_COPIES = `
  create unlogged table growth_copy (
    n bigint, rank bigint, at timestamptz, copies bigint, contact_base bigint, contact_inbox_base bigint,
    conversation_base bigint, display_base bigint, message_base bigint, delivery_base bigint, seq_base bigint,
    inbox_id bigint, agent_id bigint, uuid_start text, name text, mail text, source text,
    ${texts((at) => `text${at} text`)})`;

export const PARAMETERS = ({ first, copies, bases }: Copies, beginMs: number, stepMs: number): unknown[] => [
  first,
  copies,
  new Date(beginMs),
  stepMs,
  bases.contact,
  bases.conversation,
  bases.message,
  bases.delivery,
  bases.seq,
];

/** Puts the copies of a scene into `growth_copy`, `x` below: copy `n` has its contact, its time, its texts, and ids. */
export function takeCopies(nth: number): string {
  const before = ENDINGS.slice(0, nth).reduce((sum, { weight }) => sum + weight, 0);
  const weight = ENDINGS[nth]?.weight ?? 0;
  return `
    with s as (
      select r as rank, $1::bigint + r / ${weight} * ${TURN} + ${before} + r % ${weight} as n
        from generate_series(0, $2::bigint - 1) r
    ), t as (
      select s.*, date_trunc('milliseconds', $3::timestamptz + s.n * $4::float8 * interval '1 ms') as at from s
    )
    insert into growth_copy
    select t.n, t.rank, t.at, $2::bigint, $5::bigint, $5::bigint, $6::bigint, $6::bigint, $7::bigint, $8::bigint, $9::bigint,
           ${FIRST_ID} + t.n / ${TURN} % ${INBOXES}, ${FIRST_ID} + t.n / ${TURN * INBOXES} % ${AGENTS},
           lpad(to_hex((extract(epoch from t.at) * 1000)::bigint), 12, '0') || '7', w.name,
           'c' || t.n || '@example.test', 'wa:49' || t.n,
           ${texts((at) => `s${at}.text || ' ' || ${NUMBER("t.n", at)}`)}
      from t
      join growth_name w on w.id = t.n * 7919 % ${NAMES}
      ${PLACES.map((at) => `join growth_text s${at} on s${at}.id = ${sentenceOf("t.n", at)}`).join("\n")}`;
}

const sentenceOf = (n: string, place: number): string => `(${n} * 31 + ${place}) * 7919 % ${SENTENCES}`;

/** Inserts the copies of a table's rows: the first row of every copy, then the second, as they are written over time. */
export function insertCopies({ name, columns, rows }: SceneTable, nth: number): string {
  const selects = rows.map((row) => {
    const values = columns.map((column) => expressionOf(row[column.name] ?? null, column.type, nth));
    return `select ${values.join(", ")} from growth_copy x`;
  });
  return `insert into ${name} (${columns.map((column) => column.name).join(", ")}) ${selects.join("\n union all ")}`;
}

/** Inserts the search entries of the scene's messages. */
export function insertEntries({ tables, nth }: Scene): string {
  const messages = tables.find(({ name }) => name === "message")?.rows ?? [];
  const selects = messages.flatMap((row) => {
    const [, place] = /^zqxtext(\d+)z$/.exec(row["content"] ?? "") ?? [];
    if (!place) return [];
    const id = expressionOf(row["id"] ?? null, "bigint", nth);
    const grams = GRAMS("s.grams", NUMBER("x.n", Number(place)), "x.inbox_id");
    return [
      `select ${id} as id, ${grams} as grams
         from growth_copy x join growth_text s on s.id = ${sentenceOf("x.n", Number(place))}, ${GRAM_TABLES}`,
    ];
  });
  return `insert into search_entry (account_id, kind, id, bucket_id, grams)
    select 1, 'message', e.id, b.id, array(select ((b.id % 4096)::int << 20) | gram from unnest(e.grams) gram)
      from (${selects.join("\n union all ")}) e
      cross join lateral (select 1 + e.id / ${BUCKET} as id) b`;
}

/** Different sentences. A message has one, and its own number of eight digits. */
const SENTENCES = 4_000;
const NAMES = 20_000;

/** Makes the tables of sentences with their grams, of names, and of the grams of digits, from which messages are composed. */
export async function makeTexts(database: Database, seed: number): Promise<void> {
  const random = randomOf(seed);
  const sentences = Array.from({ length: SENTENCES }, () => sentence(random));
  await database.query("create unlogged table growth_text (id int primary key, text text, grams int[])");
  await database.query(
    `insert into growth_text select id - 1, text, grams::int[]
       from unnest($1::text[], $2::text[]) with ordinality as t (text, grams, id)`,
    [sentences, sentences.map((text) => `{${gramsOf(text).join(",")}}`)],
  );
  const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);
  const name = () => [0, 0].map(() => capital(wordOf(Math.floor(random() * 3_000)))).join(" ");
  await database.query("create unlogged table growth_name (id int primary key, name text)");
  await database.query(
    "insert into growth_name select id - 1, name from unnest($1::text[]) with ordinality as t (name, id)",
    [Array.from({ length: NAMES }, name)],
  );
  await database.query("vacuum analyze growth_text");
  await database.query("vacuum analyze growth_name");
}

/** The number of message `place` of copy `n`, each another. */
export const numberOf = (n: number, place: number): string =>
  String((((n * 16 + place) * 7_919) % 100_000_000) + 0).padStart(8, "0");

/** The same in SQL. */
const NUMBER = (n: string, place: number): string =>
  `lpad((((${n} * 16 + ${place}) * 7919) % 100000000)::text, 8, '0')`;

/** The grams of three digits, and of the first two of a number. */
const digits = (length: number) =>
  Array.from({ length: 10 ** length }, (_, n) => String(n).padStart(length, "0"));
const threes = digits(3).map((text) => gramsOf(text).at(0) ?? 0);
const twos = digits(2).map((text) => gramsOf(text).at(-1) ?? 0);

const array = (grams: readonly number[]): string => `'{${grams.join(",")}}'::int[]`;

/** The grams of a message in SQL: of its sentence, of its number, and of its inbox. */
const GRAMS = (sentenceGrams: string, number: string, inboxId: string): string => {
  const three = (at: number) => `g.threes[1 + substr(${number}, ${at}, 3)::int]`;
  const own = [1, 2, 3, 4, 5, 6].map(three).join(", ");
  return `${sentenceGrams} || array(select distinct unnest(array[${own}, g.twos[1 + substr(${number}, 1, 2)::int]]))
          || g.inboxes[${inboxId} - ${FIRST_ID - 1}]`;
};

/** The table `g` that `GRAMS` reads. */
const GRAM_TABLES = `(select ${array(threes)} as threes, ${array(twos)} as twos,
  ${array(Array.from({ length: INBOXES }, (_, nth) => gramOfInbox(FIRST_ID + nth)))} as inboxes) g`;
