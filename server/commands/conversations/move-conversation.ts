import { lockExisting } from "@/server/commands/conversations/_steps/lock-conversation";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MoveConversationInput } from "@/server/contract/conversation/inputs";
import { carriesAddress, keepsOneConversation } from "@/server/domain/inbox/channel";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { lockLinksInUse } from "@/server/store/contacts/contact-identities";
import { findLinksIn, lockUnreadMessages, saveMove } from "@/server/store/conversations/conversation-inbox";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { saveAssignee } from "@/server/store/conversations/posted-notices";
import { countUnread } from "@/server/store/conversations/seen";
import type { Tx } from "@/server/store/events/tx";
import { insertMembers } from "@/server/store/groups/conversation-members";
import { beginHistory } from "@/server/store/groups/history";
import { shareInboxes } from "@/server/store/inboxes/inbox-facts";
import { isAssignable } from "./assign";

export type MoveConversation = { conversation: ConversationRef } & MoveConversationInput;

/** Moves a conversation to another inbox that the caller may see. In the same inbox it is unchanged, without an event. */
export async function moveConversation(
  tx: Tx,
  { conversation, inboxId }: MoveConversation,
): Promise<ConversationRow> {
  const before = await lockExisting(tx, conversation);
  const move = await prepareMove(tx, inboxId, [before]);
  return move(before, "manual");
}

/** Moves one of the locked conversations that it was prepared for. */
export type Move = (before: ConversationRow, rule: "manual" | "bulk" | "undo") => Promise<ConversationRow>;

/**
 * Reads what a move of these locked conversations needs: their inboxes, locked for share until commit, and the source
 * ids of their contacts. The returned `Move` refuses a conversation in the trash, one in an inbox on legal hold, a channel
 * that does not reach its contact, and one that keeps one conversation where the contact has another. It first unassigns an
 * assignee who may not see the inbox. `linksBefore`: for an undo, the earlier contact link by conversation.
 */
export async function prepareMove(
  tx: Tx,
  inboxId: number,
  conversations: readonly ConversationRow[],
  linksBefore?: ReadonlyMap<number, number | null>,
): Promise<Move> {
  const inboxes = await shareInboxes(tx, [...new Set([inboxId, ...conversations.map((one) => one.inboxId)])]);
  const to = maySee(tx.caller, { inboxId }) ? inboxes.get(inboxId) : undefined;
  const leaving = conversations.filter((one) => isLive(one) && one.inboxId !== inboxId);
  const isCarried = (one: ConversationRow) => {
    const from = inboxes.get(one.inboxId);
    return from && to && !from.legalHold && carriesAddress(from.channel, to.channel);
  };
  const links = await (to && leaving.length > 0
    ? findLinksIn(tx, to.id, {
        leaving: leaving.map((one) => ({ ...one, linkBefore: linksBefore?.get(one.id) ?? null })),
        carried: leaving.filter(isCarried).map((one) => one.contactInboxId),
      })
    : new Map<number, number>());
  if (links.size > 0)
    await lockUnreadMessages(
      tx,
      leaving.map(({ id }) => id),
    );
  const keepsOne = to !== undefined && keepsOneConversation(to);
  const inUse = new Set(keepsOne ? (await lockLinksInUse(tx, [...new Set(links.values())])).keys() : []);

  return async (before, rule) => {
    if (!isLive(before)) throw new Refusal("conversation.trashed");
    if (before.inboxId === inboxId) return before;
    if (!to) throw new Refusal("inbox.not_found", { field: "inboxId" });
    if (inboxes.get(before.inboxId)?.legalHold) throw new Refusal("inbox.legal_hold");
    const contactInboxId = links.get(before.id);
    if (contactInboxId === undefined)
      throw new Refusal("conversation.contact_unreachable", { field: "inboxId" });
    if (inUse.has(contactInboxId)) throw new Refusal("conversation.exists", { field: "inboxId" });
    if (keepsOne) inUse.add(contactInboxId);
    const beginsHistory = keepsOne && before.lastHistoryNumber === null;
    const started = beginsHistory ? await beginHistory(tx, before) : before;
    const free = await unassignOutsider(tx, started, inboxId);
    const moved = await saveMove(tx, free, { inboxId, contactInboxId, cause: { rule } });
    // What was written before the move counts as read: it was, in the other channel.
    if (beginsHistory) await insertMembers(tx, moved, [{ contactId: moved.contactId, role: "member" }]);
    return moved;
  };
}

const isLive = ({ lifecycle }: ConversationRow): boolean => lifecycle === "live";

/** Unassigns an assignee who may not see the inbox. */
async function unassignOutsider(tx: Tx, before: ConversationRow, inboxId: number): Promise<ConversationRow> {
  const { assigneeId } = before;
  if (assigneeId === null || (await isAssignable(tx, assigneeId, inboxId))) return before;
  const unreadCount = await countUnread(tx, { ...before, assigneeId: null });
  return saveAssignee(tx, before, { assigneeId: null, unreadCount });
}
