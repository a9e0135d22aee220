import { requireAdministrator } from "@/server/commands/_run/permission";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Policy } from "@/server/domain/inbox/policy";
import type { Tx } from "@/server/store/events/tx";
import { savePolicy } from "@/server/store/inboxes/inbox-policy";
import { lockInbox, toInboxDto } from "@/server/store/inboxes/inboxes";
import { findPolicyChange } from "@/server/store/inboxes/setting-changes";

export type ChangePolicy = { inboxId: number; settings: Partial<Policy>; reason?: string | null };

/** Changes settings of an inbox's policy, each with an entry in the audit log. Administrators only. */
export async function changePolicy(tx: Tx, { inboxId, settings, reason }: ChangePolicy): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  return toInboxDto(await savePolicy(tx, before, { settings, reason: reason ?? null }));
}

type RevertPolicyChange = { inboxId: number; changeId: number; reason?: string | null };

/**
 * Restores a setting's value before a change, as a new change in the audit log. Refused if the setting has changed
 * again since: it would revert that change too. Administrators only.
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
