import type { Command } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createGroup } from "@/server/commands/groups/create-group";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { setPlace } from "@/server/dialects/wukongim/commands/place";
import { refusedFor } from "@/server/dialects/wukongim/errors";
import { findNamedPlace } from "@/server/dialects/wukongim/queries/channels";
import type { MessageRoute } from "./route-message";

/** A channel's conversation, and the customer who writes. */
export type Reached = { conversationId: number; writerId: number | null };

type Of<T> = T & { inboxId: number };

/** The conversation of a channel. Those of customers are created on first use; refuses unknown groups. */
export const providePlace: Command<Of<{ route: MessageRoute }>, Reached> = async (tx, { inboxId, route }) => {
  const { accountId } = tx.caller;
  const find = (sourceId: string) => findNamedPlace(tx, accountId, { inboxId, sourceId });
  const known = await find(route.sourceId);
  const conversationId = known?.conversationId ?? (await beginPlace(tx, { inboxId, route }));
  if (!route.writer) return { conversationId, writerId: null };
  const isOwn = route.writer === route.sourceId;
  const writer = isOwn && known ? known : await find(route.writer);
  if (!writer) throw refusedFor("notSubscriber");
  return { conversationId, writerId: writer.contactId };
};

/** Creates the conversation of a customer or a pair, unless another request has. */
const beginPlace: Command<Of<{ route: MessageRoute }>, number> = async (tx, { inboxId, route }) => {
  const { sourceId, customers, peerUid } = route;
  if (!customers) throw refusedFor("noChannel");
  const contacts = await provideCustomers(tx, { inboxId, uids: customers });
  if (customers.length === 2) return beginPair(tx, { inboxId, sourceId, customers, contacts });
  // The name is locked by now: a request that began at the same time has ended.
  const known = await findNamedPlace(tx, tx.caller.accountId, { inboxId, sourceId });
  if (known?.conversationId) return known.conversationId;
  const contactId = contacts[0] ?? 0;
  const begun = await createConversation(tx, {
    inboxId,
    contactId,
    sourceId,
    startedBy: "other",
    orExisting: true,
  });
  const conversation = { conversationId: begun.conversation.id };
  if (peerUid) await setPlace(tx, { conversation, contactId, peerUid });
  return begun.conversation.id;
};

type Pair = Of<{ sourceId: string; customers: readonly string[]; contacts: readonly number[] }>;

const beginPair: Command<Pair, number> = async (tx, { inboxId, sourceId, customers, contacts }) => {
  const members = contacts.map((contactId) => ({ contactId }));
  const group = { inboxId, sourceId, name: customers.join(", "), members, isSilent: true };
  try {
    const begun = await tx.savepoint(() => createGroup(tx, { ...group, startedBy: "other" }));
    return begun.conversation.id;
  } catch (error) {
    // Created by another request in the meantime.
    if (!isRefusal(error) || error.refusal !== "source_id.taken") throw error;
    const known = await findNamedPlace(tx, tx.caller.accountId, { inboxId, sourceId });
    if (!known?.conversationId) throw error;
    return known.conversationId;
  }
};

/** The contacts of users, created on first use with the user's id as name; in the given order. */
export const provideCustomers: Command<Of<{ uids: readonly string[] }>, number[]> = async (
  tx,
  { inboxId, uids },
) => {
  const ids = new Map<string, number>();
  for (const uid of [...new Set(uids)].sort()) {
    const { contact } = await createContact(tx, { inboxId, sourceId: uid, name: uid, orExisting: true });
    ids.set(uid, contact.id);
  }
  return uids.flatMap((uid) => ids.get(uid) ?? []);
};
