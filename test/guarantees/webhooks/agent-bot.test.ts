import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createAgentBot, linkAgentBot } from "@/server/dialects/chatwoot/commands/agent-bots";
import type { Stage } from "@/test/guarantees/laws/stage";
import { type ChatwootHooks, openChatwootHooks } from "@/test/support/scenes/chatwoot-hooks";

// What a bot of Chatwoot's is told of the inboxes that it is linked to.

let hooks: ChatwootHooks;
beforeAll(async () => {
  hooks = await openChatwootHooks();
});
afterAll(() => hooks.close());

async function open() {
  const { stage, receiver } = await hooks.openReceiving();
  const { result } = await stage.run(createAgentBot, { name: "Lia", url: receiver.url });
  const link = { inboxId: stage.inbox.id, endpointId: result.endpoint.id };
  return { stage, receiver, link, ...result };
}

test("a linked bot is told of messages in both directions, notes and statuses, signed with its secret", async () => {
  const { stage, receiver, link, secret } = await open();
  await stage.run(linkAgentBot, link);
  await stage.run(receiveMessage, { ...hooks.place(stage), content: "Hello?" });
  await stage.run(sendMessage, { ...hooks.place(stage), content: "Hi" });
  await stage.run(addNote, { ...hooks.place(stage), content: "a regular" });
  await stage.run(changeStatus, { ...hooks.place(stage), signal: "resolve" });
  await hooks.receive(receiver, "conversation_status_changed");
  const messages = await hooks.receive(receiver, "message_created", 3);
  expect(messages.map(({ json }) => json.content).sort()).toEqual(["Hello?", "Hi", "a regular"]);
  for (const { headers, body } of messages) {
    const hmac = createHmac("sha256", secret).update(`${headers["x-chatwoot-timestamp"]}.${body}`);
    expect(headers["x-chatwoot-signature"]).toBe(`sha256=${hmac.digest("hex")}`);
  }
});

/** Whether the endpoints of an account have considered the log to its end. */
const hasConsideredAll = async ({ accountId }: Stage) =>
  (
    await hooks.scene.world.database.query(
      `select 1 from endpoint_progress p join account_head h on h.account_id = p.account_id
        where p.account_id = $1 and p.last_seq < h.last_seq`,
      [accountId],
    )
  ).length === 0;

test("a bot is told of its inboxes only: before and after its link it gets nothing", async () => {
  const { stage, receiver, link } = await open();
  await stage.run(addNote, { ...hooks.place(stage), content: "before" });
  await hooks.scene.pass();
  await hooks.scene.until(() => hasConsideredAll(stage)); // what was said before the link is not for it
  await stage.run(linkAgentBot, link);
  const elsewhere = {
    inboxId: stage.hiddenInbox.id,
    contactId: stage.contact.id,
    startedBy: "agent" as const,
  };
  await stage.run(createConversation, { ...elsewhere, message: { content: "elsewhere" } });
  await stage.run(addNote, { ...hooks.place(stage), content: "linked" });
  await hooks.receive(receiver, "message_created");
  await stage.run(linkAgentBot, { ...link, endpointId: null });
  await stage.run(addNote, { ...hooks.place(stage), content: "after" });
  await hooks.scene.pass();
  await hooks.scene.until(() => hasConsideredAll(stage));
  await stage.run(linkAgentBot, link);
  await stage.run(addNote, { ...hooks.place(stage), content: "linked again" });
  await hooks.receive(receiver, "message_created", 2);
  expect(hooks.named(receiver, "message_created").map(({ json }) => json.content)).toEqual([
    "linked",
    "linked again",
  ]);
});
