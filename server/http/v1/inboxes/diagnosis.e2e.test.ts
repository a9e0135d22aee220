import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Caller } from "@/server/contract/_shared/caller";
import { freescout } from "@/server/dialects/freescout/webhooks/webhook-format";
import { DEFAULT_POLICY, decideStatus, policyWarnings } from "@/server/domain/inbox/policy";
import { createApp } from "@/server/http/app";
import { diagnoseInbox } from "@/server/queries/inboxes/diagnose-inbox";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { WARNING_TEXTS } from "./diagnosis-texts";

let api: Api;
let client: Client;
let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
beforeAll(async () => {
  api = await openApi(createApp);
});
beforeEach(async () => {
  tenant = await createTokenTenant(api);
  ({ client } = tenant);
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

const codesOf = (diagnosis: { warnings: { code: string }[] }) => diagnosis.warnings.map(({ code }) => code);

test("nobody takes the replies until a webhook hears message.send_requested", async () => {
  const { inbox } = await begin(client);
  const before = await diagnose(inbox.id);
  expect(codesOf(before)).toContain("nobodyTakesReplies");
  expect(before.replies).toEqual({ takers: [], callbackFailingSince: null, webhooks: [], readers: [] });

  const url = "https://hooks.example.com/";
  await client.post("/v1/endpoints", { url, types: ["message.created"] });
  await client.post("/v1/endpoints", { url, types: ["conversation.created"] });
  const unsubscribed = await diagnose(inbox.id);
  expect(codesOf(unsubscribed)).toContain("nobodyTakesReplies");
  expect(unsubscribed.replies.webhooks).toMatchObject([{ hears: ["message.created"], isForReplies: false }]);

  const { id } = (await client.post("/v1/endpoints", { url, types: ["*"], inboxIds: [inbox.id] })).body;
  const covered = await diagnose(inbox.id);
  expect(codesOf(covered)).not.toContain("nobodyTakesReplies");
  expect(covered.replies).toMatchObject({ takers: ["webhook"] });
  expect(covered.replies.webhooks[1]).toMatchObject({
    id,
    isForReplies: true,
    state: "enabled",
    isBot: false,
  });

  await client.post(`/v1/endpoints/${id}/disable`);
  const disabled = await diagnose(inbox.id);
  expect(codesOf(disabled)).toEqual(expect.arrayContaining(["nobodyTakesReplies", "webhookDisabled"]));
  expect(disabled.replies.webhooks[1]).toMatchObject({ state: "disabled", disabledReason: "by_hand" });
});

test("a webhook of other inboxes takes no replies; one in another product's format does, if it hears of an agent's messages", async () => {
  const { inbox } = await begin(client);
  provideWebhookFormats([freescout]);
  const other = (await client.post("/v1/inboxes", { name: "Other" })).body;
  const url = "https://hooks.example.com/";
  await client.post("/v1/endpoints", { url, types: ["*"], inboxIds: [other.id] });
  await client.post("/v1/endpoints", { url, types: ["message.created/in"], format: "freescout" });
  const { replies, warnings } = await diagnose(inbox.id);
  expect(codesOf({ warnings })).toContain("nobodyTakesReplies");
  expect(replies.takers).toEqual([]);
  expect(replies.webhooks).toMatchObject([{ format: "freescout", isForReplies: false }]);
  await client.post("/v1/endpoints", { url, types: ["message.created/out"], format: "freescout" });
  const taken = await diagnose(inbox.id);
  expect(taken.replies.takers).toEqual(["webhook"]);
  expect(codesOf(taken)).not.toContain("nobodyTakesReplies");
});

test("a token that reads the event log is shown, but takes replies only once it reports about a message", async () => {
  const { inbox, path } = await begin(client);
  await client.get("/v1/events?limit=1&types=conversation.created");
  await client.get("/v1/events?limit=1&conversationId=1");
  expect((await diagnose(inbox.id)).replies.readers).toEqual([]);
  await client.get("/v1/events?limit=1&types=message.send_requested");
  const readers = async () => (await diagnose(inbox.id)).replies.readers;
  await expect.poll(readers).toMatchObject([{ name: "Integrator", reportedAt: null, isConnected: false }]);
  const read = await diagnose(inbox.id);
  expect(read.replies.takers).toEqual([]);
  expect(codesOf(read)).toContain("nobodyTakesReplies");
  const { body } = await client.post(`${path}/messages`, { content: "Hello" });
  await client.post("/v1/receipts", { receipts: [{ messageId: body.id, signal: "sent" }] });
  const acted = await diagnose(inbox.id);
  expect(acted.replies).toMatchObject({ takers: ["token"], readers: [{ reportedAt: expect.any(String) }] });
  expect(codesOf(acted)).not.toContain("nobodyTakesReplies");
});

test("a long poll that names the messages to send is connected", async () => {
  const { inbox } = await begin(client);
  const { body } = await client.get("/v1/events?limit=1000");
  await client.get(`/v1/events?wait=1&types=message.send_requested&after=${body.nextCursor}`);
  await expect.poll(async () => (await diagnose(inbox.id)).replies.takers).toEqual(["socket"]);
});

test("a callback whose calls all fail is a warning", async () => {
  const { inbox } = await begin(client);
  await client.patch(`/v1/inboxes/${inbox.id}`, { callbackUrl: "https://crm.example/hook" });
  await api.world.database.query(
    "insert into inbox_sending (account_id, inbox_id, failures, failing_since) select account_id, id, 3, now() from inbox where id = $1",
    [inbox.id],
  );
  const { replies, warnings } = await diagnose(inbox.id);
  expect(codesOf({ warnings })).toContain("callbackFailing");
  expect(replies).toMatchObject({ takers: ["callback"], callbackFailingSince: expect.any(String) });
});

test("the statuses that programs have set are counted by program, and why", async () => {
  const { inbox, path } = await begin(client);
  const other = await begin(client, {}, "+4917012345679");
  await client.post(`${path}/status`, { signal: "markPending" });
  await client.post(`${path}/status`, { signal: "resolve" });
  await client.post(`${other.path}/status`, { signal: "resolve" });
  const { body } = await client.post(`${path}/messages`, { content: "Hello" });
  await client.post("/v1/receipts", {
    receipts: [
      { messageId: body.id, signal: "sent" },
      { messageId: body.id, signal: "delivered" },
      { messageId: body.id, signal: "sent" },
    ],
  });
  const { programStatuses, since } = await diagnose(inbox.id);
  expect(programStatuses.from).toBe(since);
  const lines = programStatuses.data.map(
    (one: { of: string; status: string; rule: string | null; count: number }) =>
      `${one.of} ${one.status} ${one.rule} ${one.count}`,
  );
  expect(lines.sort()).toEqual([
    "conversation open default_open 1",
    "conversation pending manual 1",
    "conversation resolved manual 1",
    "message delivered null 1",
    "message sent null 1",
  ]);
  expect(programStatuses.data[0]).toMatchObject({ actor: { type: "token", name: "Integrator" } });
});

test("an agent sees who takes the replies, but no addresses and no tokens", async () => {
  const { inbox } = await begin(client);
  const agent: Caller = { ...tenant.admin, role: "agent", inboxIds: [inbox.id] };
  const { database, now } = api.services;
  const { replies } = await diagnoseInbox(database, agent, { inboxId: inbox.id, now: now() });
  expect(replies).toEqual({ takers: [], callbackFailingSince: null, webhooks: null, readers: null });
});

test("the warning that nothing is reopened for the bot names groups, which are", () => {
  const policy = {
    ...DEFAULT_POLICY,
    botEnabled: true,
    botTakesReopened: true,
    onMessageAfterResolve: "newConversation",
  } as const;
  expect(policyWarnings(policy)).toContain("reopenedNever");
  const written = {
    contact: { isBlocked: false, isIntegrationOwn: false },
    isSpam: false,
    kind: "customerMessage",
    status: "resolved",
    lifecycle: "live",
    hasMembers: true,
  } as const;
  expect(decideStatus(written, policy)).toMatchObject({ kind: "set", status: "pending" });
  expect(WARNING_TEXTS.reopenedNever).toMatch(/\bgroups\b/);
});
