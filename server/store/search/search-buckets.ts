import { GRAM_BITS } from "@/server/domain/search/search-text";
import { type Db, one } from "@/server/store/_postgres/db";

export type SearchKind = "contact" | "message";

/** Entries per bucket. Finding a word that all of them have takes about 10 ms; a search reads 30 buckets per ms. */
export const BUCKET_ENTRIES = 32_768;
/** The bits of a bucket's id before a gram; buckets with the same bits are distinguished when found. */
const BUCKET_BITS = 32 - GRAM_BITS;

/** The numbers of grams in a bucket, as signed 32 bits. */
export const gramsIn = (bucketId: number, grams: readonly number[]): number[] =>
  grams.map((gram) => ((bucketId % 2 ** BUCKET_BITS) << GRAM_BITS) | gram);

/** The same in SQL; `bucket` is its id, `grams` an array. */
export const gramsInSql = (bucket: string, grams: string): string =>
  `array(select ((${bucket} % ${2 ** BUCKET_BITS})::integer << ${GRAM_BITS}) | gram from unnest(${grams}::integer[]) gram)`;

/**
 * Bucket ids for `count` new entries: first the free room of the account's newest bucket, then new ones. One caller at
 * a time.
 */
export async function allotBuckets(
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
