import type { InboxDto } from "@/server/contract/dto";
import { Refusal } from "@/server/contract/refusal";
import type { Policy } from "@/server/domain/policy";
import { savePolicy } from "@/server/store/inbox-policy";
import { lockInbox, toInboxDto } from "@/server/store/inboxes";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

export type ChangePolicy = { inboxId: number; settings: Partial<Policy>; reason?: string | null };

/** Changes settings of an inbox's policy, each with its entry in the change log. Administrators only. */
export async function changePolicy(tx: Tx, { inboxId, settings, reason }: ChangePolicy): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  return toInboxDto(await savePolicy(tx, before, { settings, reason: reason ?? null }));
}
