import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Api } from "@/test/support/clients/api";
import { openChatwootWithCable, pubsubRoom } from "@/test/support/clients/cable";
import { createWireScene, createWireTenant } from "@/test/support/clients/chatwoot";

let api: Api;
beforeAll(async () => {
  // Rails' client needs no browser but these.
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
  vi.stubGlobal("document", { visibilityState: "visible" });
  api = await openChatwootWithCable();
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await api.close();
});

test("Rails' own client subscribes, hears messages and tells its presence", async () => {
  const tenant = await createWireTenant(api);
  const { conversationId } = await createWireScene(tenant);
  const { adapters, createConsumer } = await import("@rails/actioncable");
  adapters.WebSocket = WebSocket as unknown as typeof adapters.WebSocket; // the same interface
  const consumer = createConsumer(`${api.url.replace("http", "ws")}/cable`);
  const heard: { event: string; data: { content?: string } }[] = [];
  const room = { channel: "RoomChannel", ...(await pubsubRoom(tenant.client)) };
  const until = async (is: () => boolean) =>
    expect(await waitUntil(async () => is(), { withinMs: 90_000 })).toBe(true);
  const subscription = consumer.subscriptions.create(room, {
    received: (told: (typeof heard)[number]) => void heard.push(told),
  });
  await until(() => heard.length === 1);
  subscription.perform("update_presence");
  await until(() => heard.length === 2);
  await tenant.client.post(`/conversations/${conversationId}/messages`, { json: { content: "To Rails" } });
  await until(() =>
    heard.some(({ event, data }) => event === "message.created" && data.content === "To Rails"),
  );
  expect(heard.slice(0, 2).map(({ event }) => event)).toEqual(["presence.update", "presence.update"]);
  consumer.disconnect();
});
