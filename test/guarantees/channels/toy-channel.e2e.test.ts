import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openSenders } from "@/server/channels/senders";
import { createApp } from "@/server/http/app";
import { log } from "@/server/lib/process/log";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";
import { paged } from "./toy/channel";

// A new channel is a folder and a line in each of three lists; here the lines are added to the lists of the tree.
vi.mock("@/server/channels/traits", async (original) => {
  const { TRAITS } = await original<typeof import("@/server/channels/traits")>();
  const { toyTraits } = await import("./toy/traits");
  return { TRAITS: { ...TRAITS, toy: toyTraits } };
});
vi.mock("@/server/channels/settings", async (original) => {
  const { SETUPS } = await original<typeof import("@/server/channels/settings")>();
  const { toySetup } = await import("./toy/settings");
  return { SETUPS: { ...SETUPS, toy: toySetup } };
});
vi.mock("@/server/channels/channels", async (original) => {
  const { channelOfKind, CHANNEL_LIST } = await original<typeof import("@/server/channels/channels")>();
  const { toyChannel } = await import("./toy/channel");
  return {
    CHANNEL_LIST: [...CHANNEL_LIST, toyChannel],
    channelOfKind: (kind: string) => (kind === "toy" ? toyChannel : channelOfKind(JSON.parse(`"${kind}"`))),
  };
});

let api: Api;
let scene: SendScene;
let client: Awaited<ReturnType<typeof createTokenTenant>>["client"];
beforeAll(async () => {
  api = await openApi(createApp);
  scene = await openSendScene(api.world);
  client = (await createTokenTenant(api)).client;
});
afterAll(() => api.close());

const settings = { line: "7", code: "open sesame" };
const create = async (more: object = {}) =>
  client.post("/v1/inboxes", { name: "Pagers", channel: "toy", settings: { ...settings, ...more } });

test("the list of channels has it, with its schema, secrets marked, and what it can do", async () => {
  const { body } = await client.get("/v1/channels");
  expect(body.data.find(({ kind }: { kind: string }) => kind === "toy")).toMatchObject({
    name: "Pager",
    settings: { properties: { line: { type: "string" }, code: { writeOnly: true } } },
    capabilities: { attachments: false, textCharsMax: 80 },
  });
});

test("its inbox is created and changed by its schema, and no answer has a secret", async () => {
  const { status, body } = await create();
  expect([status, body.channel, body.settings]).toEqual([201, "toy", { line: "7" }]);
  expect(JSON.stringify(body)).not.toContain(settings.code);
  const path = `/v1/inboxes/${body.id}`;
  expect((await client.patch(path, { settings: { line: "8" } })).body.settings).toEqual({ line: "8" });
  const refused = await client.patch(path, { settings: { line: "" } });
  expect([refused.status, refused.body.error.field]).toEqual([422, "settings.line"]);
  const empty = await client.post("/v1/inboxes", { name: "Pagers", channel: "toy" });
  expect([empty.status, empty.body.error.field]).toEqual([422, "settings.line"]);
  const other = await client.post("/v1/inboxes", { name: "CRM", channel: "api", settings: { line: "7" } });
  expect([other.status, other.body.error.field]).toEqual([422, "settings.line"]);
});

test("its check and its health are those of its inbox", async () => {
  const { id } = (await create()).body;
  expect((await client.post(`/v1/inboxes/${id}/check`)).body).toEqual({
    findings: [{ level: "ok", code: "reachable", message: "The line 7 answers." }],
  });
  expect((await client.get(`/v1/inboxes/${id}/health`)).body).toMatchObject({
    state: "connecting",
    error: null,
  });
});

test("a message comes in by its route, and the reply goes out by its sender with its secret", async () => {
  const inbox = (await create()).body;
  const received = await fetch(`${api.url}/channels/toy/${inbox.identifier}`, {
    method: "POST",
    body: JSON.stringify({ number: "555", text: "Call me" }),
  });
  expect(received.status).toBe(200);
  const [conversation] = (await client.get(`/v1/conversations?inboxId=${inbox.id}`)).body.data;
  const path = `/v1/conversations/${conversation.displayId}/messages`;
  const reply = (await client.post(path, { content: "On my way" })).body;
  expect(reply.status).toBe("pending");

  const callback = { send: () => Promise.reject(), lookUp: () => Promise.reject() };
  const { services } = api;
  const { sender } = openSenders({ services, log, baseUrl: "http://localhost", dataDir: "" }, callback);
  await scene.worker({ sender, now: () => new Date() }).turn();
  expect(paged).toEqual([{ text: "On my way", settings }]);
  const { data } = (await client.get(path)).body;
  const sent = data.find(({ id }: { id: number }) => id === reply.id);
  expect(sent).toMatchObject({ status: "sent", sourceId: `page-${reply.id}` });
});
