import { Refusal } from "@/server/contract/_shared/refusal";
import { shareConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { insertPayload, type Payload } from "@/server/store/wukongim/payloads";

export type { Payload };

/** Keeps what a WuKongIM client gave beside the text of a message that this transaction has made. */
export async function keepPayload(tx: Tx, payload: Payload): Promise<void> {
  const conversation = await shareConversation(tx, { conversationId: payload.conversationId });
  if (!conversation) throw new Refusal("conversation.not_found");
  await insertPayload(tx, payload);
}
