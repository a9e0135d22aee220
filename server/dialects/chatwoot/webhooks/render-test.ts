import type { RenderTest } from "@/server/contract/inbox/test-call";
import { callbackSecret } from "@/server/lib/crypto/callback-secret";
import { RELEASE } from "@/server/lib/process/release";
import { signatureHeaders } from "./signature-headers";

/**
 * The event `ping`, which Chatwoot does not have: clients ignore events that they do not know.
 * Without a `conversation`, which Evolution API takes for a message to send.
 */
export const renderChatwootTest: RenderTest = ({ accountId, testId, inbox, secretVersions }, now) => {
  const json = { event: "ping", account: { id: accountId }, inbox: { id: inbox.id, name: inbox.name } };
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
      ...signatureHeaders(secret, { body, eventId: testId, timestampS }),
    },
  };
};
