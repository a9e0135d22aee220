import { SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type CallbackBody, textOf, valuesOf } from "@/server/contract/channel/callback-body";
import { renderAttachment } from "@/server/files/file-url";
import { newId } from "@/server/lib/new-id";
import { signedCall } from "./signed-call";

/**
 * Tickline's own call: `{ type: "message.send", sendId, attempt, message, conversation, contact, inbox }`, signed as
 * Standard Webhooks prescribe, under the `sendId` as `webhook-id` in all tries. A look-up is the same as
 * `message.lookup`, under an id of its own.
 * @param baseUrl where the addresses of files begin, without a final slash.
 */
export const createTicklineBody = (baseUrl: string): CallbackBody => ({
  async render({ sendId, attempt, message, conversation, contact, inbox, secretVersions }, purpose, now) {
    const attachments = message.attachments?.map((file) => renderAttachment(file, { now, baseUrl }));
    const shown = { ...message, ...(attachments && { attachments }) };
    const isLookup = purpose === "lookup";
    const type = isLookup ? "message.lookup" : "message.send";
    const sent = { type, sendId, attempt, message: shown, conversation, contact, inbox };
    const id = isLookup ? newId() : sendId;
    return signedCall(sent, { id, inbox, secretVersions, now });
  },

  accepted(status, text) {
    const { sourceId, status: said } = valuesOf(text);
    const isLater = status === 202 ? said !== "sent" : said === "pending";
    const named = textOf(sourceId);
    return {
      kind: "accepted",
      sourceId: named !== null && named.length <= SOURCE_ID_CHARS_MAX ? named : null,
      status: isLater ? "pending" : "sent",
    };
  },

  errorIn(text) {
    const { error, message } = valuesOf(text);
    const inner = typeof error === "object" && error !== null && "message" in error ? error.message : null;
    return textOf(inner, error, message);
  },
});
