import { GRAM_BITS, gramOfInbox, gramsOf, SEARCHED_CHARS_MAX } from "@/server/domain/search/search-text";
import { type Database, type Db, one } from "@/server/store/_postgres/db";

type Subject = { accountId: number; kind: SearchKind; id: number };
type Words = Subject & { inboxId: number | null; text: string };
type Known = Subject & { bucketId: number };

/**
 * Indexes changed contacts, messages and subjects of conversations, the longest waiting first, at most `limit`; returns how many. One process at a
 * time: another gets 0. A deleted subject or one without words loses its entry.
 */
export function indexDue(database: Database, limit: number): Promise<number> {
  return database.transaction(async (db) => {
    const [turn] = await db.query<{ isMine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('search index', 7)) as "isMine"`,
    );
    if (!turn?.isMine) return 0;
    const due = await takeDue(db, limit);
    if (due.length === 0) return 0;
    const subjects = [...new Map(due.map((subject) => [keyOf(subject), subject])).values()];
    const words = [
      ...(await readMessages(db, subjects)),
      ...(await readContacts(db, subjects)),
      ...(await readConversations(db, subjects)),
    ];
    await dropEntries(db, subjects, words);
    await writeEntries(db, words);
    return due.length;
  });
}

const keyOf = ({ accountId, kind, id }: Subject): string => `${accountId} ${kind} ${id}`;

/** Order: id. Locks: the rows taken. Index: search_due_order. */
const takeDue = (db: Db, limit: number): Promise<Subject[]> =>
  db.query<Subject>(
    `delete from search_due where id = any(array(select id from search_due order by id limit $1 for update))
     returning account_id as "accountId", kind, subject_id as id`,
    [limit],
  );

const idsOf = (subjects: readonly Subject[], kind?: SearchKind): [number[], number[]] => {
  const of = subjects.filter((subject) => !kind || subject.kind === kind);
  return [of.map(({ accountId }) => accountId), of.map(({ id }) => id)];
};

/** Messages with the inbox of their conversation, which decides who finds them. Indexes: message_pkey, conversation_pkey. */
const readMessages = (db: Db, subjects: readonly Subject[]): Promise<Words[]> =>
  db.query<Words>(
    `select m.account_id as "accountId", 'message' as kind, m.id, c.inbox_id as "inboxId", ${searchedText("m")} as text
       from unnest($1::bigint[], $2::bigint[]) as s (account_id, id)
       join message m on m.account_id = s.account_id and m.id = s.id
       join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.kind <> 'activity' and (m.content <> '' or m.attachments is not null)`,
    idsOf(subjects, "message"),
  );

/** Contacts, with the names of the contacts that were merged into them. Indexes: contact_pkey, contact_merged. */
const readContacts = (db: Db, subjects: readonly Subject[]): Promise<Words[]> =>
  db.query<Words>(
    `select t.account_id as "accountId", 'contact' as kind, t.id, null as "inboxId",
            concat_ws(E'\\n', t.name, t.email, t.phone, t.identifier, (
              select string_agg(concat_ws(E'\\n', a.name, a.email, a.phone, a.identifier), E'\\n') from contact a
               where a.account_id = t.account_id and a.merged_into_id = t.id)) as text
       from unnest($1::bigint[], $2::bigint[]) as s (account_id, id)
       join contact t on t.account_id = s.account_id and t.id = s.id
      where t.merged_into_id is null and t.erased_at is null`,
    idsOf(subjects, "contact"),
  );

/** The subjects of conversations with their inbox, which decides who finds them. Index: conversation_pkey. */
const readConversations = (db: Db, subjects: readonly Subject[]): Promise<Words[]> =>
  db.query<Words>(
    `select c.account_id as "accountId", 'conversation' as kind, c.id, c.inbox_id as "inboxId", c.subject as text
       from unnest($1::bigint[], $2::bigint[]) as s (account_id, id)
       join conversation c on c.account_id = s.account_id and c.id = s.id
      where c.subject is not null and c.lifecycle <> 'purged'`,
    idsOf(subjects, "conversation"),
  );

async function dropEntries(db: Db, subjects: readonly Subject[], words: readonly Subject[]): Promise<void> {
  const kept = new Set(words.map(keyOf));
  const removed = subjects.filter((subject) => !kept.has(keyOf(subject)));
  if (removed.length === 0) return;
  await db.query(
    `delete from search_entry e using unnest($1::bigint[], $2::bigint[], $3::text[]) as s (account_id, id, kind)
      where e.account_id = s.account_id and e.kind = s.kind and e.id = s.id`,
    [...idsOf(removed), removed.map(({ kind }) => kind)],
  );
}

/** Writes the grams of each into the bucket of its entry, else into the newest with room. */
async function writeEntries(db: Db, words: readonly Words[]): Promise<void> {
  if (words.length === 0) return;
  const known = await db.query<Known>(
    `select e.account_id as "accountId", e.kind, e.id, e.bucket_id as "bucketId" from search_entry e
       join unnest($1::bigint[], $2::bigint[], $3::text[]) as s (account_id, id, kind)
         on e.account_id = s.account_id and e.kind = s.kind and e.id = s.id`,
    [...idsOf(words), words.map(({ kind }) => kind)],
  );
  const bucketIds = new Map(known.map((entry) => [keyOf(entry), entry.bucketId]));
  for (const group of groupsOf(words.filter((word) => !bucketIds.has(keyOf(word))))) {
    const allotted = await allotBuckets(db, group);
    for (const [i, bucketId] of allotted.entries()) {
      const word = group.words[i];
      if (word) bucketIds.set(keyOf(word), bucketId);
    }
  }
  const entries = words.map((word) => ({ ...word, bucketId: bucketIds.get(keyOf(word)) ?? 0 }));
  await db.query(
    `insert into search_entry (account_id, id, kind, bucket_id, grams)
     select account_id, id, kind, bucket_id, grams::integer[]
       from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[])
            as n (account_id, id, kind, bucket_id, grams)
         on conflict (account_id, kind, id) do update set grams = excluded.grams`,
    [
      ...idsOf(entries),
      entries.map(({ kind }) => kind),
      entries.map(({ bucketId }) => bucketId),
      entries.map(({ bucketId, text, inboxId }) => {
        const grams = inboxId === null ? gramsOf(text) : [...gramsOf(text), gramOfInbox(inboxId)];
        return `{${gramsIn(bucketId, grams).join(",")}}`;
      }),
    ],
  );
}

type Group = { accountId: number; kind: SearchKind; count: number; words: Words[] };

/** The new entries by account and kind, in order of id. */
function groupsOf(words: readonly Words[]): Group[] {
  const groups = new Map<string, Group>();
  for (const word of words.toSorted((a, b) => a.id - b.id)) {
    const { accountId, kind } = word;
    const group = groups.get(`${accountId} ${kind}`) ?? { accountId, kind, count: 0, words: [] };
    group.words.push(word);
    group.count++;
    groups.set(`${accountId} ${kind}`, group);
  }
  return [...groups.values()];
}

/** What a search reads of the message `m`, in SQL: its text, then the names of its files. Index and comparison use the same. */
export const searchedText = (m: string): string =>
  `left(case when ${m}.attachments is null then ${m}.content else concat_ws(E'\\n', nullif(${m}.content, ''), (
     select string_agg(f->>'name', E'\\n' order by position)
       from jsonb_array_elements(${m}.attachments) with ordinality as a (f, position))) end, ${SEARCHED_CHARS_MAX})`;

export type SearchKind = "contact" | "conversation" | "message";

/** Entries per bucket. Finding a word that all of them have takes about 10 ms; a search reads 30 buckets per ms. */
const BUCKET_ENTRIES = 32_768;
/** The bits of a bucket's id before a gram; buckets with the same bits are distinguished when found. */
const BUCKET_BITS = 32 - GRAM_BITS;

/** The numbers of grams in a bucket, as signed 32 bits. */
const gramsIn = (bucketId: number, grams: readonly number[]): number[] =>
  grams.map((gram) => ((bucketId % 2 ** BUCKET_BITS) << GRAM_BITS) | gram);

/** The same in SQL; `bucket` is its id, `grams` an array. */
export const gramsInSql = (bucket: string, grams: string): string =>
  `array(select ((${bucket} % ${2 ** BUCKET_BITS})::integer << ${GRAM_BITS}) | gram from unnest(${grams}::integer[]) gram)`;

/**
 * Bucket ids for `count` new entries: first the free room of the account's newest bucket, then new ones. One caller at
 * a time.
 */
async function allotBuckets(
  db: Db,
  { accountId, kind, count }: { accountId: number; kind: SearchKind; count: number },
): Promise<number[]> {
  const [newest] = await db.query<{ id: number; entries: number }>(
    `select id, entries from search_bucket where account_id = $1 and kind = $2 order by id desc limit 1`,
    [accountId, kind],
  );
  const bucketIds: number[] = [];
  const fill = (id: number, room: number): number => {
    const taken = Math.min(room, count - bucketIds.length);
    for (let i = 0; i < taken; i++) bucketIds.push(id);
    return taken;
  };
  const taken = newest ? fill(newest.id, BUCKET_ENTRIES - newest.entries) : 0;
  if (newest && taken > 0)
    await db.query(
      "update search_bucket set entries = entries + $4 where account_id = $1 and kind = $2 and id = $3",
      [accountId, kind, newest.id, taken],
    );
  while (bucketIds.length < count) {
    const made = await db.query<{ id: number }>(
      "insert into search_bucket (account_id, kind, entries) values ($1, $2, $3) returning id",
      [accountId, kind, Math.min(BUCKET_ENTRIES, count - bucketIds.length)],
    );
    fill(one(made).id, BUCKET_ENTRIES);
  }
  return bucketIds;
}

/** An entry and its bucket: its position in a search. */
export type SearchPosition = { bucketId: number; id: number };

export type FindEntries = {
  accountId: number;
  kind: SearchKind;
  /** The entry must have all of these. */
  grams: readonly number[];
  /** And one of these, if there are any: the inboxes to search. */
  anyOf: readonly number[] | null;
  /** The last one of the previous page. */
  after: SearchPosition | null;
  limit: number;
};

/**
 * The newest entries with all grams. They may lack the words: the caller compares the text. Reads from the newest bucket
 * back until there are enough, so that common words return quickly and rare ones take one pass over small lists.
 * Order: bucket, id, newest first. Index: search_bucket_pkey, search_entry_grams per bucket; `+ 0` keeps Postgres from
 * reading entries in order of id instead.
 */
export const findEntries = (
  db: Db,
  { accountId, kind, grams, anyOf, after, limit }: FindEntries,
): Promise<SearchPosition[]> =>
  db.query<SearchPosition>(
    `select b.id as "bucketId", found.id from
       (select id, ${gramsInSql("id", "$3")} as wanted, ${gramsInSql("id", "$4")} as one_of from search_bucket
         where account_id = $1 and kind = $2 and ($5::bigint is null or id <= $5) order by id desc) b
       cross join lateral
       (select e.id from search_entry e
         where e.grams @> b.wanted ${anyOf === null ? "" : "and e.grams && b.one_of"} and e.bucket_id = b.id
           and ($5::bigint is null or b.id < $5 or e.id < $6)
         order by e.id + 0 desc limit $7) found
      limit $7`,
    [accountId, kind, grams, anyOf ?? [], after?.bucketId ?? null, after?.id ?? null, limit],
  );
