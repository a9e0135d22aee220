import { expect, test } from "vitest";
import { evolutionFindings } from "./evolution";

const inbox = {
  accountId: 3,
  name: "WhatsApp",
  callbackUrl: "http://evolution:8080/chatwoot/webhook/shop",
  callbackFormat: "chatwoot" as const,
};
const fine = {
  enabled: true,
  accountId: "3",
  nameInbox: "WhatsApp",
  reopenConversation: true,
  conversationPending: false,
  webhookUrl: "https://evolution.example/chatwoot/webhook/shop",
};

test("an instance that serves the inbox has no findings, also under another host", () => {
  expect(evolutionFindings(fine, inbox)).toEqual([]);
});

test.each([
  [{ conversationPending: true }, {}, ["startsPending"]],
  [{ reopenConversation: false }, {}, ["opensNew"]],
  [{ reopenConversation: false, conversationPending: true }, {}, ["startsPending", "opensNew"]],
  [{ accountId: "4" }, {}, ["otherAccount"]],
  [{ nameInbox: "Other" }, {}, ["otherInbox"]],
  [{}, { callbackUrl: null }, ["repliesElsewhere"]],
  [{}, { callbackUrl: "https://evolution.example/chatwoot/webhook/other" }, ["repliesElsewhere"]],
  [{}, { callbackFormat: "tickline" as const }, ["otherFormat"]],
  [{ enabled: false, conversationPending: true }, {}, ["disabled"]],
  [{ accountId: null, nameInbox: null, reopenConversation: null, conversationPending: null }, {}, []],
])("settings %j of inbox %j: %j", (settings, changed, findings) => {
  expect(evolutionFindings({ ...fine, ...settings }, { ...inbox, ...changed })).toEqual(findings);
});
