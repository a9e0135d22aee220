import type { Services } from "@/server/commands/_run/services";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { type Attributes, parseId } from "@/server/dialects/chatwoot/input/params";
import { findRepliedMessage } from "@/server/queries/messages/get-message";

/**
 * Completes the reference to a quoted message: its id gives the provider's id and the other way round; a reference to
 * a message outside this conversation becomes null.
 */
export async function completeQuote(
  database: Services["database"],
  accountId: number,
  { id: conversationId }: Pick<ConversationDto, "id">,
  attributes: Attributes,
): Promise<Attributes> {
  const { in_reply_to: inReplyTo, in_reply_to_external_id: externalId } = attributes;
  if (inReplyTo == null && externalId == null) return attributes;
  const messageId = parseId(inReplyTo);
  const key =
    messageId !== null ? { messageId } : typeof externalId === "string" ? { sourceId: externalId } : null;
  const quoted = key && (await findRepliedMessage(database, accountId, { conversationId, ...key }));
  return {
    ...attributes,
    in_reply_to: quoted?.id ?? null,
    in_reply_to_external_id: quoted?.sourceId ?? null,
  };
}
