import { expect, test } from "vitest";
import { newMessage } from "./new-message";

const fault = (body: object) => {
  const parsed = newMessage.safeParse(body);
  const [issue] = parsed.error?.issues ?? [];
  return issue ? issue.path[0] : null;
};

test.each<[object, string | null]>([
  [{ content: "x" }, null],
  [{ content: "x", countsUnread: false }, null],
  [{ content: "x", direction: "in", countsUnread: false }, null],
  [{ content: "x", recipientIds: [1] }, "recipientIds"],
  [{ content: "x", expiresInSeconds: 60 }, "expiresInSeconds"],
  [{ content: "x", private: true, countsUnread: false }, "countsUnread"],
  [
    { storage: "command", contentAttributes: { cmd: "typing" }, recipientIds: [], expiresInSeconds: 60 },
    null,
  ],
  [{ storage: "command", direction: "in", fromContactId: 1 }, null],
  [{ storage: "command", fromContactId: 1 }, "fromContactId"],
  [{ storage: "command", expiresInSeconds: 31 * 86_400 }, "expiresInSeconds"],
  [{ storage: "command", fileIds: [1] }, "fileIds"],
  [{ storage: "command", resolve: true }, "resolve"],
  [{ storage: "command", holdMs: 5_000 }, "holdMs"],
  [{ storage: "command", private: true }, "private"],
  [{ storage: "command", sourceId: "p-1" }, "sourceId"],
  [{ storage: "command", countsUnread: false }, "countsUnread"],
  [{ storage: "ephemeral", content: "…", clientId: "c" }, null],
  [{ storage: "ephemeral", fileIds: [1] }, "fileIds"],
  [{ storage: "ephemeral", lastSeenNumber: 1 }, "lastSeenNumber"],
  [{ storage: "ephemeral", expiresInSeconds: 60 }, "expiresInSeconds"],
  [{ storage: "forever" }, "storage"],
  [{ kind: "system", template: "{n}", parameters: { n: 1 }, translations: { zh: "{n}" } }, null],
  [{ kind: "system", template: "x", countsUnread: false, clientId: "c" }, null],
  [{ kind: "system" }, "template"],
  [{ kind: "system", template: "x", content: "x" }, "content"],
  [{ kind: "system", template: "x", direction: "in" }, "direction"],
  [{ kind: "system", template: "x", fileIds: [1] }, "fileIds"],
  [{ kind: "system", template: "x", resolve: true }, "resolve"],
  [{ kind: "system", template: "x", storage: "command" }, "storage"],
  [{ kind: "system", template: "x", translations: { "not a tag": "x" } }, "translations"],
  [{ template: "x" }, "template"],
  [{ content: "x", parameters: { n: 1 } }, "parameters"],
])("%j is refused by the field that makes no sense: %s", (body, field) => {
  expect(fault(body)).toBe(field);
});
