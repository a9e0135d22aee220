import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";
import { listInboxMemberIds } from "@/server/store/members/inbox-members";
import { lockMember, saveMember } from "@/server/store/members/members";

/** `set` replaces all; else `add` and `remove` change some. At most 500 members each. */
export type ChangeInboxMembers = {
  inboxId: number;
  set?: readonly number[];
  add?: readonly number[];
  remove?: readonly number[];
};

/**
 * Gives members an inbox, or takes it from them, as one operation. Members are locked in ascending order. Refuses those of
 * other accounts. Administrators only.
 */
export async function changeInboxMembers(
  tx: Tx,
  { inboxId, set, add = [], remove = [] }: ChangeInboxMembers,
): Promise<{ memberIds: number[] }> {
  requireAdministrator(tx.caller);
  if (!(await shareInbox(tx, inboxId))) throw new Refusal("inbox.not_found", { field: "inboxId" });
  const current = await listInboxMemberIds(tx, inboxId);
  const wanted = new Set((set ?? [...current, ...add]).filter((id) => !remove.includes(id)));
  const named = new Set([...current, ...wanted, ...remove]);
  for (const userId of [...named].sort((a, b) => a - b)) {
    if (wanted.has(userId) === current.includes(userId) && current.includes(userId)) continue;
    const member = await lockMember(tx, userId);
    if (!member) throw new Refusal("member.not_found", { field: "userIds" });
    const others = member.inboxIds.filter((id) => id !== inboxId);
    await saveMember(tx, member, { inboxIds: wanted.has(userId) ? [...others, inboxId] : others });
  }
  return { memberIds: [...wanted].sort((a, b) => a - b) };
}
