import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Api, clientOf } from "@/test/support/clients/api";
import { type CableClient, openCable, openChatwootWithCable, pubsubRoom } from "@/test/support/clients/cable";
import { openWireStage } from "@/test/support/clients/chatwoot";

let api: Api;
beforeAll(async () => {
  api = await openChatwootWithCable();
});
afterAll(() => api.close());

async function listen(room: object) {
  const cable = await openCable(api);
  onTestFinished(cable.close);
  expect(await cable.subscribe(room)).toBe("confirm_subscription");
  return cable;
}

/** The data of the `nth` event of this name that a client got. */
async function pushed({ frames }: CableClient, event: string, nth: number) {
  const all = () => frames.flatMap(({ message }) => (message?.event === event ? [message.data] : []));
  await expect.poll(() => all().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(nth);
  return all()[nth - 1];
}

test("a new message is published with the echo_id of its request, and never again", async () => {
  const { tenant, scene } = await openWireStage(api);
  const cable = await listen(await pubsubRoom(tenant.client));
  const path = `/conversations/${scene.conversationId}/messages`;
  const messages = [{ echo_id: "e-1" }, { echo_id: 7, private: true }, { message_type: "incoming" }];
  for (const [i, more] of messages.entries()) {
    const content_attributes = { mine: 1, tickline_echo_id: "of a sender" };
    const { body } = await tenant.client.post(path, { json: { content: "x", content_attributes, ...more } });
    const event = await pushed(cable, "message.created", i + 1);
    expect(event).toMatchObject({ id: body.id });
    expect([body.echo_id, event.echo_id]).toEqual([more.echo_id, more.echo_id]);
    for (const shown of [body, event])
      expect(shown.content_attributes).not.toHaveProperty("tickline_echo_id");
    expect(event.content_attributes.mine).toBe(1);
    await tenant.client.delete(`${path}/${body.id}`);
    expect(await pushed(cable, "message.updated", i + 1)).not.toHaveProperty("echo_id");
  }
  const long = { content: "x", echo_id: "e".repeat(100_000) };
  expect((await tenant.client.post(path, { json: long })).body.echo_id).toBe(long.echo_id);
  expect(await pushed(cable, "message.created", 4)).not.toHaveProperty("echo_id");
});

test("so is the first message of a conversation", async () => {
  const { tenant, scene } = await openWireStage(api);
  const cable = await listen(await pubsubRoom(tenant.client));
  const begin = { inbox_id: scene.inboxId, contact_id: scene.contactId };
  const content_attributes = { mine: 1, tickline_echo_id: "of a sender" };
  for (const [i, message] of [
    { echo_id: "e-1" },
    { private: true },
    { message_type: "incoming" },
  ].entries()) {
    const json = { ...begin, status: "resolved", message: { content: "Hi", content_attributes, ...message } };
    expect(await tenant.client.post("/conversations", { json })).toMatchObject({ status: 200 });
    const event = await pushed(cable, "message.created", i + 1);
    expect([event.content, event.echo_id]).toEqual(["Hi", message.echo_id]);
    expect(event.content_attributes).toMatchObject({ mine: 1 });
  }
});

test("so is a customer of their own message", async () => {
  const { tenant, scene } = await openWireStage(api);
  await clientOf(api, tenant.client.token ?? "").patch(`/v1/inboxes/${scene.inboxId}`, { publicApi: true });
  const base = `/public/api/v1/inboxes/${scene.identifier}/contacts`;
  const { body } = await tenant.anonymous.post(base, { json: { name: "Zoë" } });
  const own = `${base}/${body.source_id}/conversations`;
  const { id } = (await tenant.anonymous.post(own)).body;
  const cable = await listen({ pubsub_token: body.pubsub_token });
  const json = { content: "Hello", echo_id: "w-1" };
  const sent = (await tenant.anonymous.post(`${own}/${id}/messages`, { json })).body;
  expect(sent).toMatchObject({ content: "Hello", echo_id: "w-1" });
  expect(await pushed(cable, "message.created", 1)).toMatchObject({
    id: sent.id,
    echo_id: "w-1",
    content_attributes: {},
  });
  const [listed] = (await tenant.anonymous.get(`${own}/${id}/messages`)).body;
  expect(listed).not.toHaveProperty("echo_id");
  expect(listed.content_attributes).toEqual({});
});
