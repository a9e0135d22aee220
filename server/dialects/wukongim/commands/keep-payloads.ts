import { Refusal } from "@/server/contract/_shared/refusal";
import { insertPayloads, type Payload } from "@/server/dialects/wukongim/store/payloads";
import { findConversationPlaces } from "@/server/store/conversations/conversation-places";
import type { Tx } from "@/server/store/events/tx";

export type { Payload };

/** Keeps what WuKongIM clients gave beside the text of messages that this transaction has made. */
export async function keepPayloads(tx: Tx, { payloads }: { payloads: readonly Payload[] }): Promise<void> {
  if (payloads.length === 0) return;
  const ids = [...new Set(payloads.map(({ conversationId }) => conversationId))];
  const places = await findConversationPlaces(tx, ids);
  if (places.length !== ids.length) throw new Refusal("conversation.not_found");
  await insertPayloads(tx, payloads);
}
