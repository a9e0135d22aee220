import { requireTeam } from "@/server/commands/conversations/assign-team";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { BulkAction } from "@/server/contract/bulk/bulk";
import { isSnoozeOver } from "@/server/domain/conversation/conversation";
import { findMember } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";

/**
 * Refuses what no conversation at all could be done with, as the single command refuses it: a snooze into the past, a
 * member, a team or an inbox that the account does not have, or has no more, or the caller may not see. The rest is found
 * out conversation by conversation.
 */
export async function requireParams(tx: Tx, { action, params }: BulkAction): Promise<void> {
  switch (action) {
    case "snooze":
      if (params.until !== null && isSnoozeOver(new Date(params.until), tx.now))
        throw new Refusal("conversation.snooze_in_past", { field: "params.until" });
      return;
    case "assign":
      return requireMember(tx, params.assigneeId);
    case "team":
      return requireTeam(tx, params.teamId, "params.teamId");
    case "move":
      if (!maySee(tx.caller, params) || !(await shareInbox(tx, params.inboxId)))
        throw new Refusal("inbox.not_found", { field: "params.inboxId" });
  }
}

async function requireMember(tx: Tx, userId: number | null): Promise<void> {
  if (userId === null) return;
  const member = await findMember(tx, tx.caller.accountId, userId);
  if (member?.state !== "active") throw new Refusal("member.not_found", { field: "params.assigneeId" });
}
