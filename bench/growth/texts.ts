import { FIRST_ID, INBOXES } from "@/bench/growth/account";
import { sentence, wordOf } from "@/bench/search/fill-words";
import { gramOfInbox, gramsOf } from "@/server/domain/search/search-text";
import type { Database } from "@/server/store/_postgres/db";
import { randomOf } from "@/test/support/scenes/random";

/** Different sentences. A message has one, and its own number of eight digits. */
export const SENTENCES = 4_000;
export const NAMES = 20_000;

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
export const NUMBER = (n: string, place: number): string =>
  `lpad((((${n} * 16 + ${place}) * 7919) % 100000000)::text, 8, '0')`;

/** The grams of three digits, and of the first two of a number. */
const digits = (length: number) =>
  Array.from({ length: 10 ** length }, (_, n) => String(n).padStart(length, "0"));
const threes = digits(3).map((text) => gramsOf(text).at(0) ?? 0);
const twos = digits(2).map((text) => gramsOf(text).at(-1) ?? 0);

const array = (grams: readonly number[]): string => `'{${grams.join(",")}}'::int[]`;

/** The grams of a message in SQL: of its sentence, of its number, and of its inbox. */
export const GRAMS = (sentenceGrams: string, number: string, inboxId: string): string => {
  const three = (at: number) => `g.threes[1 + substr(${number}, ${at}, 3)::int]`;
  const own = [1, 2, 3, 4, 5, 6].map(three).join(", ");
  return `${sentenceGrams} || array(select distinct unnest(array[${own}, g.twos[1 + substr(${number}, 1, 2)::int]]))
          || g.inboxes[${inboxId} - ${FIRST_ID - 1}]`;
};

/** The table `g` that `GRAMS` reads. */
export const GRAM_TABLES = `(select ${array(threes)} as threes, ${array(twos)} as twos,
  ${array(Array.from({ length: INBOXES }, (_, nth) => gramOfInbox(FIRST_ID + nth)))} as inboxes) g`;
