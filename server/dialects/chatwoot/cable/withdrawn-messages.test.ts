import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import type { Api } from "@/test/support/clients/api";
import { type CableClient, openCable, openChatwootWithCable, pubsubRoom } from "@/test/support/clients/cable";
import { openWireStage } from "@/test/support/clients/chatwoot";
import { waitFor } from "@/test/support/wait-for";

let api: Api;
beforeAll(async () => {
  api = await openChatwootWithCable();
});
afterAll(() => api.close());

/** The messages that the client has are these, at the latest after some seconds. */
const eventually = ({ frames }: CableClient, expected: readonly object[]): Promise<void> =>
  waitFor(() =>
    expect(
      frames.flatMap(({ message }) => (message?.event?.startsWith("message.") ? [message] : [])),
    ).toMatchObject(expected),
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
