import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { ATTRIBUTE_DEFINITIONS_MAX } from "@/server/domain/organising/attribute-definition";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import {
  countAttributeUses as countUses,
  listAttributeDefinitions,
} from "@/server/store/organising/attribute-definitions";

/** No index knows who has an attribute: so many of the newest are looked at. */
const LOOKED_AT_MAX = 10_000;

/**
 * How many contacts or conversations have a value of a defined attribute, among the newest `LOOKED_AT_MAX`; `isAll`: there are
 * no others. Administrators only.
 */
export async function countAttributeUses(
  db: Db,
  caller: Caller,
  { definitionId }: { definitionId: number },
): Promise<{ uses: number; isAll: boolean }> {
  administratorsOnly(caller);
  const all = await listAttributeDefinitions(db, caller.accountId, ATTRIBUTE_DEFINITIONS_MAX);
  const definition = all.find(({ id }) => id === definitionId);
  if (!definition) throw new Refusal("attribute_definition.not_found");
  const { uses, seen } = await countUses(db, caller.accountId, { ...definition, most: LOOKED_AT_MAX + 1 });
  return { uses, isAll: seen <= LOOKED_AT_MAX };
}
