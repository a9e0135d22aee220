import { lockLive } from "@/server/commands/conversations/_steps/lock-conversation";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  type Participant,
  withoutParticipant,
  withParticipant,
} from "@/server/domain/conversation/participants";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { listMentionable } from "@/server/store/members/agents";

/** Ids of members. One in both lists is removed. */
export type ChangeParticipants = {
  conversation: ConversationRef;
  add?: readonly number[];
  remove?: readonly number[];
};

/** Adds and removes participants. Refuses to add a member who may not see it. Without a change there is no event. */
export async function changeParticipants(
  tx: Tx,
  { conversation: ref, add = [], remove = [] }: ChangeParticipants,
): Promise<ConversationRow> {
  const before = await lockLive(tx, ref);
  await requireReaders(tx, before.inboxId, add);
  const how = { because: "added", at: tx.now } as const;
  let participants: readonly Participant[] = before.participants;
  for (const userId of add) participants = withParticipant(participants, userId, how);
  for (const userId of remove) participants = withoutParticipant(participants, userId);
  if (isSame(participants, before.participants)) return before;
  return saveConversation(
    tx,
    before,
    { participants: [...participants] },
    { type: "conversation.participants_changed" },
  );
}

async function requireReaders(tx: Tx, inboxId: number, userIds: readonly number[]): Promise<void> {
  if (userIds.length === 0) return;
  const found = await listMentionable(tx, { accountId: tx.caller.accountId, inboxId, userIds });
  if (found.length < new Set(userIds).size) throw new Refusal("member.not_found", { field: "add" });
}

const isSame = (a: readonly Participant[], b: readonly Participant[]): boolean =>
  a.length === b.length && a.every((one, i) => one.userId === b[i]?.userId && one.because === b[i]?.because);
