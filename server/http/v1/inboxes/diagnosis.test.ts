import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
beforeAll(async () => {
  api = await openApi(createApp);
});
beforeEach(async () => {
  ({ client } = await createTokenTenant(api));
});
afterAll(() => api.close());

const diagnose = async (inboxId: number) => (await client.get(`/v1/inboxes/${inboxId}/diagnose`)).body;

test("the diagnosis contains every setting with its value, its source and its effect", async () => {
  const { inbox } = await begin(client, { startAsPending: true });
  await client.patch(`/v1/inboxes/${inbox.id}/policy`, { botEnabled: true, reason: "a trial" });
  const { settings } = await diagnose(inbox.id);
  const of = (name: string) => settings.find((one: { setting: string }) => one.setting === name);
  expect(of("botEnabled")).toMatchObject({
    value: true,
    source: "change",
    change: { reason: "a trial", via: "api", actor: { type: "token" } },
    effect: "New conversations wait for the bot as pending.",
  });
  expect(of("startAsPending")).toMatchObject({ value: true, source: "creation", change: null });
  expect(of("callerStatusWins")).toMatchObject({ value: true, source: "default", change: null });
  expect(of("callbackUrl")).toMatchObject({
    value: null,
    source: "default",
    effect: "Replies are left to a program that acts on message.send_requested.",
  });
});

test("the diagnosis contains each call with its outcome now, and the outcomes of earlier calls", async () => {
  const { inbox, contact, path } = await begin(client);
  await client.post(`${path}/status`, { signal: "resolve" });
  await client.post(`${path}/messages`, { content: "Again", direction: "in" });
  await client.patch(`/v1/inboxes/${inbox.id}/policy`, { botEnabled: true });
  const start = { inboxId: inbox.id, contactId: contact.id };
  await client.post("/v1/conversations", start);
  await client.post("/v1/conversations", { ...start, status: "resolved" });
  const { calls } = await diagnose(inbox.id);
  const of = (name: string) => calls.find((one: { call: string }) => one.call === name);
  expect(of("create")).toMatchObject({
    request: { method: "POST", path: "/v1/conversations", body: {} },
    ending: { status: "pending", cause: { rule: "bot_enabled" } },
    lastDays: [
      { status: "open", isDiverted: false, count: 1 },
      { status: "pending", isDiverted: false, count: 1 },
    ],
  });
  expect(of("createResolved")).toMatchObject({
    ending: { status: "resolved", cause: { rule: "caller_status" } },
    lastDays: [{ status: "resolved", count: 1 }],
  });
  expect(of("writeInResolved")).toMatchObject({
    request: { body: { direction: "in" } },
    ending: { status: "open" },
    lastDays: [{ status: "open", count: 1 }],
  });
  expect(of("writeInPending")).toMatchObject({ ending: { status: "pending", cause: null }, lastDays: [] });
});

test("a diverted message is reported as diverted", async () => {
  const { inbox, path } = await begin(client, { onMessageAfterResolve: "newConversation" });
  await client.post(`${path}/status`, { signal: "resolve" });
  await client.post(`${path}/messages`, { content: "Again", direction: "in" });
  const { calls } = await diagnose(inbox.id);
  expect(calls.find((one: { call: string }) => one.call === "writeInResolved")).toMatchObject({
    ending: { status: null, isDiverted: true },
    lastDays: [{ status: "open", isDiverted: true, count: 1 }],
  });
});

test("warnings and obstacles have texts", async () => {
  const { inbox } = await begin(client, { botTakesReopened: true });
  await client.patch(`/v1/inboxes/${inbox.id}`, { callbackUrl: "http://localhost:4000/hook" });
  const { warnings } = await diagnose(inbox.id);
  expect(warnings.map((one: { code: string }) => one.code)).toEqual([
    "reopenedWithoutBot",
    "callbackUnencrypted",
    "callbackLocal",
    "noAgent",
    "reviewDue",
  ]);
  expect(warnings[0].text).toBe("botTakesReopened has no effect while botEnabled is off.");
  await client.post(`/v1/inboxes/${inbox.id}/review`);
  const after = await diagnose(inbox.id);
  expect(after.warnings.map((one: { code: string }) => one.code)).not.toContain("reviewDue");
});
