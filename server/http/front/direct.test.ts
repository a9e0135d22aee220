import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type Command, createRun, type Run } from "@/server/commands/_run/run";
import { createServices } from "@/server/commands/_run/services";
import { createToken, revokeToken } from "@/server/commands/credentials/tokens";
import type { Caller } from "@/server/contract/_shared/caller";
import { createApp } from "@/server/http/app";
import type { Database } from "@/server/store/_postgres/db";
import type { Api } from "@/test/support/clients/api";
import {
  createWireScene,
  createWireTenant,
  openChatwoot,
  type WireTenant,
} from "@/test/support/clients/chatwoot";
import { DIRECT_ROUTES } from "./direct";

/** How long a token, its member and a report's author are cached: changes of another process take effect after it. */
const KNOWN_MS = 900;

let api: Api;
let tenant: WireTenant;
let path: string;
beforeAll(async () => {
  api = await openChatwoot();
  tenant = await createWireTenant(api);
  const { conversationId } = await createWireScene(tenant);
  const messages = `/conversations/${conversationId}/messages`;
  const { body } = await tenant.client.post(messages, { json: { content: "你好" } });
  path = `${api.url}/api/v1/accounts/${tenant.accountId}${messages}/${body.id}`;
});
afterAll(() => api.close());

const post = (body: object | string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/v1/receipts`, {
    method: "POST",
    headers: { "content-type": "application/json", api_access_token: tenant.client.token ?? "", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const patch = (body: object | string, headers: Record<string, string> = {}) =>
  fetch(path, {
    method: "PATCH",
    headers: { "content-type": "application/json", api_access_token: tenant.client.token ?? "", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** Stops this process's clock at a whole millisecond, so that differences are exact, until the test moves it. */
function stopClock(): { pass(ms: number): void } {
  let at = Math.ceil(performance.now());
  const now = vi.spyOn(performance, "now").mockImplementation(() => at);
  onTestFinished(() => now.mockRestore());
  return {
    pass(ms) {
      at += ms;
    },
  };
}

/** A response without what differs between any two. */
async function whole(answer: Response) {
  const headers = Object.fromEntries(answer.headers);
  for (const own of ["date", "content-length", "transfer-encoding"]) delete headers[own];
  return { status: answer.status, headers, body: await answer.json() };
}

const same = { "x-request-id": "same" };

const ACTIONS = [
  "assign",
  "attributes",
  "labels",
  "messages",
  "move",
  "participants",
  "priority",
  "read",
].concat(["restore", "seen", "status", "team", "trash", "undo", "unread"]);

test("the direct routes are routes of the app, by the same methods and pattern", () => {
  const routes = createApp().routes.map(({ method, path }) => `${method} ${path}`);
  const direct = DIRECT_ROUTES.flatMap(({ methods, route }) => methods.map((method) => `${method} ${route}`));
  expect(direct.toSorted()).toEqual([
    "GET /v1/conversations",
    "GET /v1/conversations/:displayId",
    "GET /v1/conversations/:displayId/messages",
    "PATCH /api/v1/accounts/:account_id/conversations/:conversation_id/messages/:message_id",
    "POST /api/trpc/*",
    ...ACTIONS.map((name) => `POST /v1/conversations/:displayId/${name}`),
    "POST /v1/inboxes/:id/messages",
    "POST /v1/receipts",
    "POST /wukongim/channel/messagesync",
    "POST /wukongim/conversation/sync",
    "POST /wukongim/message/send",
    "PUT /api/v1/accounts/:account_id/conversations/:conversation_id/messages/:message_id",
  ]);
  expect(routes).toEqual(expect.arrayContaining(direct));
});

test("the direct path and the app return the same response, with the same headers", async () => {
  await patch({ status: "read" });
  const direct = await whole(await patch({ status: "sent" }, same));
  // A report with an unknown key is answered by the app.
  expect(direct).toEqual(await whole(await patch({ status: "sent", other: 1 }, same)));
  expect(direct.body.status_update).toMatchObject({ applied: false, reason: "final" });
});

test.each([
  { receipts: [{ messageId: 1, signal: "sent" }] },
  { receipts: [{ messageId: 1, signal: "sent", error: "a\0b" }] },
  { receipts: [{ messageId: 1, signal: "seen" }] },
  { receipts: [] },
  { receipts: [{ sourceId: "unknown", inboxId: 1, signal: "sent" }], more: 1 },
  '{"receipts":',
])("/v1/receipts returns the same for %j on the direct path and in the app", async (body) => {
  const direct = await whole(await post(body, same));
  expect(direct).toEqual(await whole(await post(body, { ...same, "idempotency-key": crypto.randomUUID() })));
});

test("an unreachable database is answered with 503 on both direct paths, in their formats", async () => {
  const before = api.services;
  const { database, now } = before;
  const away = () => Promise.reject(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));
  api.services = createServices({ database, now, run: Object.assign(away, { once: away }) });
  try {
    const answers = await Promise.all([
      patch({ status: "read" }),
      post({ receipts: [{ messageId: 1, signal: "read" }] }),
    ]);
    expect(answers.map((a) => [a.status, a.headers.get("retry-after")])).toEqual([
      [503, "1"],
      [503, "1"],
    ]);
    const [inDialect, native] = await Promise.all(answers.map((a) => a.json()));
    expect(inDialect).toEqual({ error: "The server is busy" });
    expect(native.error.code).toBe("server.busy");
  } finally {
    api.services = before;
  }
});

test("a request that is not a plain report gets the app's response, with its body intact", async () => {
  expect((await patch('{"status":')).status).toBe(400);
  expect((await patch({ status: "seen" })).status).toBe(422);
  expect((await patch({ status: "failed", external_error: "a\0b" })).status).toBe(422);
  expect((await patch({ status: "read" }, { api_access_token: "unknown" })).status).toBe(401);
});

test("a plain report runs only its transaction's statements while token and author are cached", async () => {
  const clock = stopClock();
  const before = api.services;
  const { database, now } = before;
  let statements = 0;
  const counted: Database = {
    ...database,
    query: (text, values) => {
      statements += 1;
      return database.query(text, values);
    },
  };
  const run = createRun({ database, now, onCommitted: () => {} });
  api.services = createServices({ database: counted, now, run });
  try {
    // The last use of a token is recorded behind the answer: wait for a report without any statement.
    for (let at = 0; at < 20; at++) {
      statements = 0;
      await patch({ status: "read" });
      if (statements === 0) break;
    }
    clock.pass(KNOWN_MS - 1);
    const answers = await Promise.all(Array.from({ length: 20 }, () => patch({ status: "read" })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(statements).toBe(0);
    clock.pass(1);
    expect((await patch({ status: "read" })).status).toBe(200);
    expect(statements).toBeGreaterThan(0); // changes of other processes are read
  } finally {
    api.services = before;
  }
});

test("a token revoked in this process stops immediately, in another one within a second", async () => {
  const make = async (secret: string) =>
    (await api.services.run(createToken, tenant.admin, { name: "Old", secret })).result.id;
  const report = async (token: string) =>
    (await patch({ status: "read" }, { api_access_token: token })).status;

  const here = await make("revoked-in-this-process");
  expect(await report("revoked-in-this-process")).toBe(200);
  await api.services.run(revokeToken, tenant.admin, { tokenId: here });
  expect(await report("revoked-in-this-process")).toBe(401);

  const clock = stopClock();
  const elsewhere = await make("revoked-in-another-one");
  expect(await report("revoked-in-another-one")).toBe(200);
  await api.world.database.query("update api_token set revoked_at = now() where id = $1", [elsewhere]);
  clock.pass(KNOWN_MS);
  expect(await report("revoked-in-another-one")).toBe(401);
});

test("a full queue is answered with 503 and Retry-After, in the dialect's format", async () => {
  const capacity = 4_000;
  const before = api.services;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  // The queue stays full until both requests were answered.
  const held: Run = Object.assign(
    async <I, R>(command: Command<I, R>, caller: Caller, input: I) => {
      await released;
      return before.run(command, caller, input);
    },
    { once: before.run.once },
  );
  api.services = createServices({ ...before, run: held });
  const report = { messageId: 1, signal: "sent" as const };
  const flood = api.services.receipts.record(
    tenant.admin,
    Array.from({ length: capacity }, () => report),
  );
  const answer = await patch({ status: "read" });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await answer.json()).toEqual({ error: "The server is busy" });
  const native = await post({ receipts: [report] });
  expect([native.status, native.headers.get("retry-after")]).toEqual([503, "1"]);
  expect((await native.json()).error.code).toBe("server.busy");
  release();
  await flood;
});
