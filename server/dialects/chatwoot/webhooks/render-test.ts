import type { RenderTest } from "@/server/contract/inbox/test-call";
import { signedCall } from "./signed-call";

/**
 * The event `ping`, which Chatwoot does not have: clients ignore events that they do not know.
 * Without a `conversation`, which Evolution API takes for a message to send.
 */
export const renderChatwootTest: RenderTest = ({ accountId, testId, inbox, secretVersions }, now) => {
  const json = { event: "ping", account: { id: accountId }, inbox: { id: inbox.id, name: inbox.name } };
  return signedCall(json, { id: testId, inbox, secretVersions, now });
};
