import { type Db, one } from "@/server/store/_postgres/db";
import type { AttributeDefinitionRow } from "@/server/store/generated/rows";

type CountUses = Pick<AttributeDefinitionRow, "model" | "key"> & { most: number; among: number };

/**
 * How many of the newest `among` contacts or conversations have an attribute, counted up to `most`, and whether there are others
 * than these. Indexes: contact_pkey, conversation_pkey.
 */
export async function countAttributeUses(
  db: Db,
  accountId: number,
  { model, key, most, among }: CountUses,
): Promise<{ uses: number; hasOthers: boolean }> {
  return one(
    await db.query<{ uses: number; hasOthers: boolean }>(
      `select (select count(*) from (
                 select 1 from (select custom_attributes from ${model} where account_id = $1 order by id desc limit $3) as newest
                  where custom_attributes ? $2 limit $4) as found) as uses,
              (select count(*) from (select 1 from ${model} where account_id = $1 limit $3 + 1) as seen) > $3 as "hasOthers"`,
      [accountId, key, among, most],
    ),
  );
}
