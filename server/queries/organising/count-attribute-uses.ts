import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { ATTRIBUTE_DEFINITIONS_MAX } from "@/server/domain/organising/attribute-definition";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { listAttributeDefinitions } from "@/server/store/organising/attribute-definitions";
import { countAttributeUses as countUses } from "@/server/store/organising/attribute-uses";

export type AttributeUses = { uses: number; extent: "counted" | "some" | "many" };

/** No index knows who has an attribute: so many of the newest are looked at. */
const LOOKED_AT_MAX = 100_000;
/** As many are counted; more are "many". */
export const USES_MAX = 1000;

/**
 * How many contacts or conversations have a value of a defined attribute. `counted`: all of them; `many`: more than `uses`; `some`:
 * only the newest `LOOKED_AT_MAX` were looked at. Administrators only.
 */
export async function countAttributeUses(
  db: Db,
  caller: Caller,
  { definitionId }: { definitionId: number },
): Promise<AttributeUses> {
  administratorsOnly(caller);
  const all = await listAttributeDefinitions(db, caller.accountId, ATTRIBUTE_DEFINITIONS_MAX);
  const definition = all.find(({ id }) => id === definitionId);
  if (!definition) throw new Refusal("attribute_definition.not_found");
  const wanted = { ...definition, most: USES_MAX + 1, among: LOOKED_AT_MAX };
  const { uses, hasOthers } = await countUses(db, caller.accountId, wanted);
  if (uses > USES_MAX) return { uses: USES_MAX, extent: "many" };
  return { uses, extent: hasOthers ? "some" : "counted" };
}
