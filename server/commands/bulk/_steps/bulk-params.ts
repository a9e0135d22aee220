import { requireTeam } from "@/server/commands/conversations/assign-team";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { BulkAction } from "@/server/contract/bulk/bulk";
import { isSnoozeOver } from "@/server/domain/conversation/conversation";
import { findMember } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";

/**
 * Refuses parameters that fail for every conversation, as the single command does: a snooze in the past, or a member,
 * team or inbox that is unknown, deleted or hidden from the caller. Other refusals come per conversation.
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
