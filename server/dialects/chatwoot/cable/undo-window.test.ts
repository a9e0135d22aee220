import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { waitUntil } from "@/server/lib/async/wait-until";
import { log } from "@/server/lib/process/log";
import { releaseDueMessages } from "@/server/worker/jobs/message-jobs";
import type { Api } from "@/test/support/clients/api";
import { type CableClient, openCable, openChatwootWithCable, pubsubRoom } from "@/test/support/clients/cable";
import { openWireStage, type WireStage } from "@/test/support/clients/chatwoot";

let api: Api;
beforeAll(async () => {
  api = await openChatwootWithCable();
});
afterAll(() => api.close());

/** A customer of the public API with a conversation, who listens. */
async function listen({ tenant, scene }: WireStage) {
  await api.services.run(updateInbox, tenant.admin, { inboxId: scene.inboxId, publicApi: true });
  const contacts = `/public/api/v1/inboxes/${scene.identifier}/contacts`;
  const { source_id, pubsub_token } = (await tenant.anonymous.post(contacts, { json: { name: "Zoë" } })).body;
  const begun = await tenant.anonymous.post(`${contacts}/${source_id}/conversations`);
  const cable = await openCable(api);
  onTestFinished(() => cable.close());
  expect(await cable.subscribe({ pubsub_token })).toBe("confirm_subscription");
  return { cable, conversationId: begun.body.id };
}

/** The messages that the client has are these, at the latest after some seconds. */
const eventually = ({ frames }: CableClient, expected: readonly object[]): Promise<void> =>
  vi.waitFor(
    () =>
      expect(
        frames.flatMap(({ message }) => (message?.event?.startsWith("message.") ? [message] : [])),
      ).toMatchObject(expected),
    { timeout: 10_000 },
  );

test.each([
  ["that a callback has taken", "https://example.test/hook"],
  ["that others send", null],
])(
  "a customer hears a message %s when its undo window has ended, and never one that was withdrawn",
  async (_, callbackUrl) => {
    const stage = await openWireStage(api);
    const { cable, conversationId } = await listen(stage);
    const { admin } = stage.tenant;
    const { database, run, now } = api.services;
    await run(updateInbox, admin, { inboxId: stage.scene.inboxId, callbackUrl });
    const send = async (content: string, holdMs: number): Promise<number> =>
      (await run(sendMessage, admin, { conversation: { displayId: conversationId }, content, holdMs })).result
        .message.id;
    const hello = await send("Hello", 1);
    await run(withdrawMessage, admin, { messageId: await send("Wrong customer", 60_000) });
    await send("Later", 60_000);
    const release = async () => {
      await releaseDueMessages({ database, run, now, log });
      const windows = await database.query("select 1 from message_hold where message_id = $1", [hello]);
      return windows.length === 0;
    };
    expect(await waitUntil(release, { withinMs: 10_000 })).toBe(true);
    const receipts = [{ messageId: hello, signal: "sent" as const }];
    if (callbackUrl) await run(recordReceipts, admin, { receipts });
    await send("At once", 0);
    await eventually(cable, [
      { event: "message.created", data: { id: hello, content: "Hello" } },
      { event: "message.created", data: { content: "At once" } },
    ]);
    expect(JSON.stringify(cable.frames)).not.toMatch(/Wrong customer|Later/);
  },
);

test("a member hears that a message was withdrawn", async () => {
  const { tenant, scene } = await openWireStage(api);
  const cable = await openCable(api);
  onTestFinished(() => cable.close());
  await cable.subscribe(await pubsubRoom(tenant.client));
  const message = { conversation: { displayId: scene.conversationId }, content: "Wrong", holdMs: 60_000 };
  const { id } = (await api.services.run(sendMessage, tenant.admin, message)).result.message;
  const created = { event: "message.created", data: { id, content: "Wrong" } };
  await eventually(cable, [created]);
  await api.services.run(withdrawMessage, tenant.admin, { messageId: id });
  const withdrawn = { event: "message.updated", data: { id, content_attributes: { deleted: true } } };
  await eventually(cable, [created, withdrawn]);
});
