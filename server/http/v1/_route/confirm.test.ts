import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { createApp } from "@/server/http/app";
import { waitUntil } from "@/server/lib/async/wait-until";
import { timeOutOperations } from "@/server/worker/jobs/queue-jobs";
import {
  type Answer,
  type Api,
  begin,
  type Client,
  createTokenTenant,
  openApi,
} from "@/test/support/clients/api";
import { countLockWaiters } from "@/test/support/database/paused-commits";
import { isConfirmRequested } from "./confirm";

let api: Api;
let client: Client;
let path: string;
let conversationId: number;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client } = await createTokenTenant(api));
  const begun = await begin(client);
  path = begun.path;
  conversationId = begun.conversation.id;
});
afterAll(() => api.close());

const CONFIRM = { prefer: "confirm" };

type LoggedEvent = {
  type: string;
  operationId: string;
  actor: { type: string };
  data: Record<string, unknown>;
};
const log = async (): Promise<LoggedEvent[]> => {
  await api.stamped();
  return (await client.get("/v1/events?limit=1000")).body.data;
};
const idOf = ({ headers }: Answer) => headers.get("operation-id");
/** The log's events of an answer's operation: their types, and the last event. */
const eventsOf = async (answer: Answer) => {
  const events = (await log()).filter((event) => event.operationId === idOf(answer));
  const ends = events.filter(({ type }) => type.startsWith("operation."));
  expect(ends).toHaveLength(1);
  return { types: events.map(({ type }) => type), end: ends[0] };
};
const echo = ({ headers }: Answer) => headers.get("preference-applied");

test("a change is confirmed by one event after its own, under the answer's operation", async () => {
  const answer = await client.post(
    `${path}/status`,
    { signal: "resolve" },
    { ...CONFIRM, "x-request-id": "crm-1" },
  );
  expect([answer.status, echo(answer)]).toEqual([200, "confirm"]);
  const { types, end } = await eventsOf(answer);
  expect(types).toEqual(["conversation.status_changed", "operation.succeeded"]);
  expect(end).toMatchObject({
    actor: { type: "system" },
    data: {
      kind: "request",
      state: "succeeded",
      operationId: idOf(answer),
      events: 1,
      requestId: "crm-1",
      error: null,
      requestedBy: { type: "token", name: "Integrator" },
    },
  });
});

test("an operation that changes nothing succeeds with a confirmation", async () => {
  await client.post(`${path}/status`, { signal: "resolve" });
  const answer = await client.post(`${path}/status`, { signal: "resolve" }, CONFIRM);
  const { types, end } = await eventsOf(answer);
  expect([types, end?.data["events"]]).toEqual([["operation.succeeded"], 0]);
});

test("a refusal is confirmed with the code and the message of the response", async () => {
  const answer = await client.post(`${path}/status`, { signal: "wake" }, CONFIRM);
  expect([answer.status, echo(answer)]).toEqual([409, "confirm"]);
  const { code, message } = answer.body.error;
  const { types, end } = await eventsOf(answer);
  expect(types).toEqual(["operation.failed"]);
  expect(end?.data).toMatchObject({ state: "failed", events: 0, error: { code, detail: message } });
  expect(code).toBe("conversation.not_snoozed");
});

test("a request that is refused before it begins is not confirmed", async () => {
  const before = (await log()).length;
  for (const answer of [
    await client.post(`${path}/status`, { signal: "explode" }, CONFIRM),
    await client.post(`${path}/status`, { signal: "resolve" }, { ...CONFIRM, authorization: "Bearer none" }),
    await client.post("/v1/contacts", { name: "x" }, { ...CONFIRM, "idempotency-key": "two words" }),
  ]) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect([echo(answer), idOf(answer)]).toEqual([null, null]);
  }
  expect(await log()).toHaveLength(before);
});

test("without the header nothing is confirmed, and receipts never are, as they have their own events", async () => {
  const plain = await client.post(`${path}/priority`, { priority: "high" });
  const receipts = await client.post(
    "/v1/receipts",
    { receipts: [{ messageId: 9e9, signal: "read" }] },
    CONFIRM,
  );
  for (const answer of [plain, receipts]) {
    expect(answer.status).toBe(200);
    expect([echo(answer), idOf(answer)]).toEqual([null, null]);
  }
});

test("PATCH and DELETE are confirmed, too", async () => {
  const changed = await client.patch("/v1/account", { purgeAfterDays: 60 }, CONFIRM);
  expect((await eventsOf(changed)).types).toEqual(["account.updated", "operation.succeeded"]);
  const team = await client.post("/v1/teams", { name: "Gone soon" });
  const deleted = await client.delete(`/v1/teams/${team.body.id}`, CONFIRM);
  expect((await eventsOf(deleted)).types).toEqual(["team.deleted", "operation.succeeded"]);
});

test("a repetition under the same key has the first one's operation and is not confirmed again", async () => {
  const headers = { ...CONFIRM, "idempotency-key": crypto.randomUUID() };
  const send = () => client.post(`${path}/messages`, { content: "Once" }, headers);
  const answers = await Promise.all([send(), send(), send()]);
  answers.push(await send());
  expect(new Set(answers.map(idOf)).size).toBe(1);
  expect(new Set(answers.map(echo))).toEqual(new Set(["confirm"]));
  const [first] = answers;
  if (!first) throw new Error("nothing was answered");
  expect((await eventsOf(first)).types).toEqual([
    "message.created",
    "message.send_requested",
    "operation.succeeded",
  ]);
  const running = await api.world.database.query("select 1 from operation where state = 'running'");
  expect(running).toEqual([]);
});

test("an operation without the header is not confirmed by a repetition with it", async () => {
  const key = { "idempotency-key": crypto.randomUUID() };
  const send = (headers: object) =>
    client.post(`${path}/messages`, { content: "Quiet" }, { ...key, ...headers });
  await send({});
  const before = (await log()).length;
  const again = await send(CONFIRM);
  expect([again.status, echo(again), idOf(again)]).toEqual([201, null, null]);
  expect(await log()).toHaveLength(before);
});

test("an accepted bulk operation is confirmed by its own end, a refused one immediately", async () => {
  const target = { ids: [conversationId] };
  const bulk = { action: "status", params: { signal: "resolve" }, target };
  const accepted = await client.post("/v1/bulk-operations", bulk, CONFIRM);
  expect([accepted.status, echo(accepted), idOf(accepted)]).toEqual([
    202,
    "confirm",
    accepted.body.operationId,
  ]);
  const events = (await log()).filter(({ operationId }) => operationId === idOf(accepted));
  expect(events.map(({ type }) => type)).toEqual(["bulk.started"]);

  const cancelled = await client.post(`/v1/bulk-operations/${accepted.body.id}/cancel`, {}, CONFIRM);
  expect(idOf(cancelled)).not.toBe(accepted.body.operationId);
  expect((await eventsOf(cancelled)).types).toEqual(["operation.succeeded"]);
  expect((await eventsOf(accepted)).types).toEqual(["bulk.started", "bulk.cancelled", "operation.failed"]);
  const late = await client.post(`/v1/bulk-operations/${accepted.body.id}/cancel`, {}, CONFIRM);
  expect((await eventsOf(late)).end?.data["error"]).toMatchObject({ code: "bulk_operation.not_running" });
});

test("a purge in one call is confirmed by the deletion's end alone", async () => {
  const { path: doomed } = await begin(client, {}, "+4917099999999");
  const answer = await client.delete(doomed, CONFIRM);
  expect(idOf(answer)).toBe(answer.body.operationId);
  const { types, end } = await eventsOf(answer);
  expect(types).toEqual(["conversation.trashed", "conversation.purged", "operation.succeeded"]);
  expect(end?.data).toMatchObject({ kind: "deletion", version: 1 });
});

test("an operation that takes too long times out, and is then refused and rolled back", async () => {
  const { database } = api.world;
  const { path: stuck, conversation } = await begin(client, {}, "+4917088888888");
  const isBlocked = async () => (await countLockWaiters(database)) > 0;
  const now = () => new Date(Date.now() + 11_000);
  const faults: unknown[] = [];
  let answering: Promise<Answer> | undefined;
  await database.transaction(async (db) => {
    await db.query("select 1 from conversation where id = $1 for update", [conversation.id]);
    answering = client.post(`${stuck}/status`, { signal: "resolve" }, CONFIRM);
    expect(await waitUntil(isBlocked, { withinMs: 90_000 })).toBe(true);
    const log = { error: (...fault: unknown[]) => void faults.push(fault) };
    await timeOutOperations({ database, run: createRun({ database, now, onCommitted: () => {} }), now, log });
  });
  const answer = await answering;
  if (!answer) throw new Error("nothing was answered");
  expect([answer.status, answer.body.error.code, faults]).toEqual([503, "operation.timed_out", []]);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect((await eventsOf(answer)).types).toEqual(["operation.timed_out"]);
  expect((await client.get(stuck)).body.status).toBe("open");
});

test.each([
  ["confirm", true],
  ["respond-async, Confirm", true],
  ['return=minimal; foo, confirm; x="y"', true],
  ["confirmed", false],
  ["return=confirm", false],
  ["", false],
  [undefined, false],
])("a Prefer header %j requests a confirmation: %s", (prefer, expected) => {
  expect(isConfirmRequested(prefer)).toBe(expected);
});
