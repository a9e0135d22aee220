import { createHmac } from "node:crypto";
import type { Services } from "@/server/commands/_run/services";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type CallbackBody, textOf, valuesOf } from "@/server/contract/channel/callback-body";
import { callbackSecret } from "@/server/lib/crypto/callback-secret";
import { RELEASE } from "@/server/lib/process/release";
import { listConversationDetails } from "@/server/queries/conversations/list-conversation-details";
import { findAgents } from "@/server/queries/members/find-agents";
import { getAccount } from "@/server/queries/members/get-account";
import { messageWebhookJson } from "./webhook-json";

/**
 * The webhook of Chatwoot's API inbox: `message_created`. Its receivers send the message before they answer, and send it
 * again when they are called again. The current secret signs alone: there is room for one signature.
 * @param baseUrl where the addresses of files begin, without a final slash.
 */
export const createChatwootBody = (
  { database }: Pick<Services, "database">,
  baseUrl: string,
): CallbackBody => ({
  async render({ accountId, sendId, message, conversation, contact, inbox, secretVersions }, now) {
    const [details, agents, account] = await Promise.all([
      listConversationDetails(database, accountId, [conversation]),
      findAgents(database, accountId, [message.sender, { type: "user", id: conversation.assigneeId }]),
      getAccount(database, systemCaller(accountId)),
    ]);
    const own = details.get(conversation.id);
    if (!own) throw new Error("the conversation is gone");
    const json = messageWebhookJson("message_created", message, {
      account: { id: accountId, name: account.name },
      rendering: { now, baseUrl },
      conversation,
      contact,
      inbox,
      details: own,
      agents,
    });
    const text = JSON.stringify(json);
    const timestampS = Math.floor(now.getTime() / 1000);
    const [version] = secretVersions;
    const secret = callbackSecret({ inboxId: inbox.id, callbackSecretVersion: version });
    const signature = createHmac("sha256", secret).update(`${timestampS}.${text}`).digest("hex");
    return {
      body: Buffer.from(text),
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        "user-agent": `Tickline/${RELEASE}`,
        "x-chatwoot-delivery": sendId,
        "x-chatwoot-timestamp": String(timestampS),
        "x-chatwoot-signature": `sha256=${signature}`,
      },
    };
  },

  accepted: () => ({ kind: "accepted", sourceId: null, status: "sent" }),

  errorIn(text) {
    const { error, message, response } = valuesOf(text);
    const inner =
      typeof response === "object" && response !== null && "message" in response ? response.message : null;
    return textOf(Array.isArray(inner) ? inner.flat(3).join(", ") : inner, message, error);
  },
});
