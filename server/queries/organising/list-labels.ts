import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { LabelDto } from "@/server/contract/organising/label";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { COUNT_MAX } from "@/server/queries/conversations/count-conversations";
import type { Db } from "@/server/store/_postgres/db";
import { countLabelled } from "@/server/store/organising/label-moves";
import { listLabels as readAll } from "@/server/store/organising/labels";

/** All labels of the account by name; their number is limited. */
export const listLabels = (db: Db, { accountId }: Caller): Promise<LabelDto[]> => readAll(db, accountId);

/** The number of conversations with a label, in all inboxes; counted up to `COUNT_MAX` + 1. Administrators only. */
export async function countLabelUses(
  db: Db,
  caller: Caller,
  { labelId }: { labelId: number },
): Promise<number> {
  administratorsOnly(caller);
  const label = (await readAll(db, caller.accountId)).find(({ id }) => id === labelId);
  if (!label) throw new Refusal("label.not_found");
  return countLabelled(db, caller.accountId, { label: label.name, most: COUNT_MAX + 1 });
}
