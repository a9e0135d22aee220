import { lockMessageToChange } from "@/server/commands/conversations/_steps/lock-conversation";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { whyNotAnswered } from "@/server/dialects/chatwoot/domain/answer";
import { saveContentAttributes } from "@/server/dialects/chatwoot/store/content-attributes";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";

type Attributes = MessageDto["contentAttributes"];

/** `values`: what the customer chose or typed, added to the message's `contentAttributes`. */
type SubmitValues = { messageId: number; values: Attributes };

/** Stores a customer's answer to a message that asks for something. Refuses every other message, and a survey after 14 days. */
export async function submitValues(tx: Tx, { messageId, values }: SubmitValues): Promise<MessageRow> {
  const { message } = await lockMessageToChange(tx, messageId);
  if (message.deletedAt !== null || message.withdrawnAt !== null) throw new Refusal("message.deleted");
  const why = whyNotAnswered(message, tx.now);
  if (why) throw new Refusal("input.invalid", { field: "submitted_values", detail: why });
  return saveContentAttributes(tx, message, { ...message.contentAttributes, ...values });
}
