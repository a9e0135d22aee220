import type { InboxDto } from "@/server/contract/_shared/dto";
import { SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type CallbackBody, textOf, valuesOf } from "@/server/contract/channel/callback-body";
import type { RenderTest } from "@/server/contract/inbox/test-call";
import { renderAttachment } from "@/server/files/file-url";
import { callbackSecret } from "@/server/lib/crypto/stored-secret";
import { signWebhook } from "@/server/lib/crypto/webhook-secret";
import { newId } from "@/server/lib/new-id";
import { RELEASE } from "@/server/lib/process/release";

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

type SignedFor = { id: string; inbox: Pick<InboxDto, "id">; secretVersions: readonly number[]; now: Date };

/** A call of an inbox's program, signed as Standard Webhooks prescribe, under `id` as its `webhook-id`. */
export function signedCall(json: object, { id, inbox, secretVersions, now }: SignedFor) {
  const body = Buffer.from(JSON.stringify(json));
  const timestampS = Math.floor(now.getTime() / 1000);
  const secrets = secretVersions.map((version) =>
    callbackSecret({ inboxId: inbox.id, callbackSecretVersion: version }),
  );
  return {
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": `Tickline/${RELEASE}`,
      "webhook-id": id,
      "webhook-timestamp": String(timestampS),
      "webhook-signature": signWebhook(secrets, { id, timestampS, body }),
    },
  };
}

/** `{ type: "ping", testId, inbox }`, signed like a message. The receiver answers 2xx and does nothing. */
export const renderTicklineTest: RenderTest = ({ testId, inbox, secretVersions }, now) =>
  signedCall({ type: "ping", testId, inbox }, { id: testId, inbox, secretVersions, now });
