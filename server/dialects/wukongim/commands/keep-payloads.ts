import { Refusal } from "@/server/contract/_shared/refusal";
import { insertPayloads, type Payload } from "@/server/dialects/wukongim/store/payloads";
import { findConversationPlaces } from "@/server/store/conversations/conversation-places";
import type { Tx } from "@/server/store/events/tx";

export type { Payload };

/**
 * Keeps what WuKongIM clients gave beside the text of messages that this transaction has made. A conversation that it has
 * locked is one that the sender may see.
 */
export async function keepPayloads(tx: Tx, { payloads }: { payloads: readonly Payload[] }): Promise<void> {
  if (payloads.length === 0) return;
  const ids = new Set(payloads.map(({ conversationId }) => conversationId));
  const others = [...ids].filter((id) => !tx.preloaded.get(id)?.conversation);
  const places = others.length > 0 ? await findConversationPlaces(tx, others) : [];
  if (places.length !== others.length) throw new Refusal("conversation.not_found");
  await insertPayloads(tx, payloads);
}
