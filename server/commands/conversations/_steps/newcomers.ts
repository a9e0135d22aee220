import { type ReceiveFirst, receiveFirst } from "@/server/commands/messages/_steps/receive-first";
import type { ReceiveFrom } from "@/server/commands/messages/receive-from";
import { maySee } from "@/server/contract/_shared/caller";
import { hasMembersHistory } from "@/server/domain/conversation/conversation-member";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { tryLockSourceIds } from "@/server/store/contacts/contact-identities";
import { findMatches, type ReachedBy } from "@/server/store/contacts/contact-matches";
import { drawDisplayIdsAhead } from "@/server/store/conversations/display-ids";
import { drawEach } from "@/server/store/events/drawn-ids";
import type { Tx } from "@/server/store/events/tx";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import { findReceivedAmong, type ProviderMessage } from "@/server/store/messages/received-before";

/** A customer whom their inbox does not know, with the fields of the contact that they become. */
export type Newcomer = {
  inboxId: number;
  sourceId: string;
  called: Pick<ReceiveFrom["from"], "name" | "email" | "phone">;
  /** Their channel's id of the message. */
  messageSourceId: string | null;
};

/** Those of whom no earlier one has the id, email, phone or message. The others would find what the earlier one becomes. */
export function firstOfEach(newcomers: readonly Newcomer[]): Newcomer[] {
  const had = new Set<string>();
  return newcomers.filter(({ inboxId, sourceId, messageSourceId, called: { email, phone } }) => {
    const names = [`id ${inboxId} ${sourceId}`];
    if (email) names.push(`email ${email.toLowerCase()}`);
    if (phone) names.push(`phone ${phone}`);
    if (messageSourceId !== null) names.push(`message ${inboxId} ${messageSourceId}`);
    const isFirst = names.every((name) => !had.has(name));
    for (const name of names) had.add(name);
    return isFirst;
  });
}

/**
 * Locks the ids of newcomers without waiting, and draws the ids of what they begin with, in one round trip. Returns whether one may begin:
 * nobody else holds their id, no contact has their email or phone, and their inbox does not have the message: a provider may report it
 * again under another id of the customer. An inbox may know them by now: look them up behind this.
 */
export async function lockNewcomers(
  tx: Tx,
  newcomers: readonly Newcomer[],
): Promise<(one: Newcomer) => boolean> {
  if (newcomers.length === 0) return () => false;
  const reached = newcomers.map(reachedBy).filter(({ email, phone }) => email !== null || phone !== null);
  const [isLocked, isReceived, matched] = await Promise.all([
    tryLockSourceIds(tx, newcomers),
    findReceivedAmong(tx, tx.caller.accountId, newcomers.flatMap(messageOf)),
    reached.length === 0 ? null : findMatches(tx, tx.caller.accountId, reached),
    drawEach(tx, newcomers.length),
    drawDisplayIdsAhead(tx, newcomers.length),
  ]);
  const all = new Set(newcomers);
  return (one) =>
    all.has(one) &&
    isLocked(one) &&
    !messageOf(one).some(isReceived) &&
    (!matched || matched(reachedBy(one)).contactIds.length === 0);
}

const messageOf = ({ inboxId, messageSourceId }: Newcomer): ProviderMessage[] =>
  messageSourceId === null ? [] : [{ inboxId, sourceId: messageSourceId }];

const reachedBy = ({ called }: Newcomer): ReachedBy => ({
  identifier: null,
  email: called.email ?? null,
  phone: called.phone ?? null,
});

/**
 * Begins a newcomer's conversation with their message; null, with nothing written, for an inbox that the caller may not see, and for one
 * that keeps a history for members.
 */
export async function beginConversation(
  tx: Tx,
  { sourceId, called }: Newcomer,
  { inbox, message }: { inbox: InboxRow; message: ReceiveFirst["message"] },
): Promise<{ message: MessageRow } | null> {
  const isGroup = false;
  if (!maySee(tx.caller, { inboxId: inbox.id }) || hasMembersHistory(inbox, { isGroup })) return null;
  const customer = { ...called, name: called.name ?? sourceId, sourceId };
  return receiveFirst(tx, inbox, { customer, message });
}
