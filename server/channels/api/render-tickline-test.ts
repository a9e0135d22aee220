import type { RenderTest } from "@/server/contract/inbox/test-call";
import { callbackSecret } from "@/server/lib/crypto/callback-secret";
import { signWebhook } from "@/server/lib/crypto/webhook-secret";
import { RELEASE } from "@/server/lib/process/release";

/**
 * `{ type: "ping", testId, inbox }`, signed like a message. The receiver answers 2xx and does
 * nothing.
 */
export const renderTicklineTest: RenderTest = ({ testId, inbox, secretVersions }, now) => {
  const body = Buffer.from(JSON.stringify({ type: "ping", testId, inbox }));
  const timestampS = Math.floor(now.getTime() / 1000);
  const secrets = secretVersions.map((version) =>
    callbackSecret({ inboxId: inbox.id, callbackSecretVersion: version }),
  );
  return {
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": `Tickline/${RELEASE}`,
      "webhook-id": testId,
      "webhook-timestamp": String(timestampS),
      "webhook-signature": signWebhook(secrets, { id: testId, timestampS, body }),
    },
  };
};
