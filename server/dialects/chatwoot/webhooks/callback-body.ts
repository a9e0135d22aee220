import { createHmac } from "node:crypto";
import type { Services } from "@/server/commands/_run/services";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { type CallbackBody, textOf, valuesOf } from "@/server/contract/channel/callback-body";
import type { RenderTest } from "@/server/contract/inbox/test-call";
import type { Signed } from "@/server/contract/webhook/webhook-format";
import { listWebhookDetails } from "@/server/dialects/chatwoot/queries/list-webhook-details";
import { callbackSecret } from "@/server/lib/crypto/stored-secret";
import { newId } from "@/server/lib/new-id";
import { RELEASE } from "@/server/lib/process/release";
import { findAgents } from "@/server/queries/members/members";
import { messageWebhookJson } from "./webhook-json";

/**
 * The webhook of Chatwoot's API inbox: `message_created`. Its receivers send the message before they answer, and send it
 * again when they are called again. A look-up is the same as `message_lookup`, which Chatwoot does not have. The current secret signs alone: there is room for one signature.
 * @param baseUrl where the addresses of files begin, without a final slash.
 */
export const createChatwootBody = (
  { database }: Pick<Services, "database">,
  baseUrl: string,
): CallbackBody => ({
  async render({ accountId, sendId, message, conversation, contact, inbox, secretVersions }, purpose, now) {
    const [[details], agents] = await Promise.all([
      listWebhookDetails(database, [{ accountId, conversation, messageId: message.id }], now),
      findAgents(database, accountId, [message.sender, { type: "user", id: conversation.assigneeId }]),
    ]);
    if (!details?.conversation) throw new Error("the conversation is gone");
    const isLookup = purpose === "lookup";
    const told = { event: isLookup ? "message_lookup" : "message_created" };
    const json = messageWebhookJson(told, message, {
      account: { id: accountId, name: details.accountName },
      rendering: { now, baseUrl },
      conversation,
      contact,
      inbox,
      details: details.conversation,
      agents,
    });
    return signedCall(json, { id: isLookup ? newId() : sendId, inbox, secretVersions, now });
  },

  accepted: () => ({ kind: "accepted", sourceId: null, status: "sent" }),

  errorIn(text) {
    const { error, message, response } = valuesOf(text);
    const inner =
      typeof response === "object" && response !== null && "message" in response ? response.message : null;
    return textOf(Array.isArray(inner) ? textsIn(inner) : inner, message, error);
  },
});

/** The texts of nested lists. What else they have has no words, and may have none of its own. */
const textsIn = (lists: readonly unknown[]): string =>
  lists
    .flat(3)
    .filter((one) => typeof one === "string")
    .join(", ");

/**
 * The event `ping`, which Chatwoot does not have: clients ignore events that they do not know.
 * Without a `conversation`, which Evolution API takes for a message to send.
 */
export const renderChatwootTest: RenderTest = ({ accountId, testId, inbox, secretVersions }, now) => {
  const json = { event: "ping", account: { id: accountId }, inbox: { id: inbox.id, name: inbox.name } };
  return signedCall(json, { id: testId, inbox, secretVersions, now });
};

type SignedFor = {
  id: string;
  inbox: Pick<InboxDto, "id">;
  /** The current one first: Chatwoot has one signature. */
  secretVersions: readonly [number, ...number[]];
  now: Date;
};

/** A call of an inbox's program, signed as Chatwoot does, under `id` as its delivery. */
function signedCall(json: object, { id, inbox, secretVersions, now }: SignedFor) {
  const body = Buffer.from(JSON.stringify(json));
  const timestampS = Math.floor(now.getTime() / 1000);
  const [callbackSecretVersion] = secretVersions;
  const secret = callbackSecret({ inboxId: inbox.id, callbackSecretVersion });
  return {
    body,
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      "user-agent": `Tickline/${RELEASE}`,
      ...signatureHeaders(secret, { body, eventId: id, timestampS }),
    },
  };
}

/**
 * Chatwoot's headers: the delivery's id, which is the same in all tries, and the signature over "timestamp.body". The key is
 * the secret as shown, so that both sides can store the same text. There is room for one signature only.
 */
export const signatureHeaders = (secret: string, { body, eventId, timestampS }: Signed) => ({
  "x-chatwoot-delivery": eventId,
  "x-chatwoot-timestamp": String(timestampS),
  "x-chatwoot-signature": `sha256=${createHmac("sha256", secret).update(`${timestampS}.`).update(body).digest("hex")}`,
});
