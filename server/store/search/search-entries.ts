import type { Db } from "@/server/store/_postgres/db";
import { gramsInSql, type SearchKind } from "./search-index";

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

/** The position of a contact or message in a search; null when it is not indexed. Index: search_entry_pkey. */
export async function findPosition(
  db: Db,
  { accountId, kind, id }: { accountId: number; kind: SearchKind; id: number },
): Promise<SearchPosition | null> {
  const [position] = await db.query<SearchPosition>(
    `select bucket_id as "bucketId", id from search_entry where account_id = $1 and kind = $2 and id = $3`,
    [accountId, kind, id],
  );
  return position ?? null;
}
