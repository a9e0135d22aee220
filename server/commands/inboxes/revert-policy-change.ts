import type { InboxDto } from "@/server/contract/dto";
import { Refusal } from "@/server/contract/refusal";
import { savePolicy } from "@/server/store/inbox-policy";
import { lockInbox, toInboxDto } from "@/server/store/inboxes";
import { findPolicyChange } from "@/server/store/setting-changes";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

export type RevertPolicyChange = { inboxId: number; changeId: number; reason?: string | null };

/**
 * Gives a setting the value it had before a change, which is itself a change with its entry in the log. Refused when
 * the setting was changed again since: that would take back somebody else's change. Administrators only.
 */
export async function revertPolicyChange(
  tx: Tx,
  { inboxId, changeId, reason }: RevertPolicyChange,
): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  const change = await findPolicyChange(tx, { inboxId, changeId });
  if (!change) throw new Refusal("policy.change_not_found");
  const { setting, from } = change;
  if (before.policySetBy[setting]?.changeId !== changeId) throw new Refusal("undo.superseded");
  const settings = { [setting]: from };
  return toInboxDto(await savePolicy(tx, before, { settings, reason: reason ?? null, revertsId: changeId }));
}
