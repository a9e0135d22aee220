import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { claimChanges } from "@/server/store/sends/claim-changes";
import { acceptChange } from "@/test/support/clients/evolution-changes";
import { evolutionFault } from "@/test/support/clients/evolution-server";
import {
  type ChangesScene,
  HOUR_MS,
  openChangesScene,
  type Sent,
} from "@/test/support/scenes/evolution-changes";

let scene: ChangesScene;
beforeAll(async () => {
  scene = await openChangesScene();
});
afterAll(() => scene.close());
afterEach(() => scene.reset());

const away = evolutionFault(400, "Connection Closed");
const post = ({ inbox }: Sent, verb: "retry" | "discard", body: object) =>
  inbox.client.post(`/v1/queues/message-changes/${verb}`, body);
const listed = async ({ inbox }: Sent) => (await inbox.client.get("/v1/queues/message-changes")).body.data;
const queuesOf = async ({ inbox }: Sent) => (await inbox.client.get("/v1/queues")).body.messageChanges;
const refusal = (code: string) =>
  expect.objectContaining({ body: { error: expect.objectContaining({ code }) } });
const claim = () =>
  claimChanges(scene.database, { now: new Date(), inFlight: new Map(), unsettled: [], room: 10 });

/** An edit that the instance could not make yet. */
async function waiting(): Promise<Sent> {
  const sent = await scene.begin();
  await scene.edit(sent, "Hello");
  scene.server.onChange = away;
  await scene.changeTurn();
  scene.server.onChange = acceptChange;
  return sent;
}

test("an edit that waits for another try is listed with its last error, and is made at once when it is retried", async () => {
  const sent = await waiting();
  const { id, inbox } = sent;
  expect(await listed(sent)).toMatchObject([
    {
      ...{ messageId: id, inboxId: inbox.inboxId, kind: "edit", state: "waiting", tries: 1 },
      ...{ lastError: "Connection Closed", mayHaveArrived: false, isUndoable: false },
    },
  ]);
  expect(await queuesOf(sent)).toMatchObject([
    { inboxId: inbox.inboxId, waiting: 1, due: 0, inFlight: 0, triesMax: 1, nextAt: expect.any(String) },
  ]);
  await scene.changeTurn();
  expect(scene.requested()).toHaveLength(1);
  expect((await post(sent, "retry", { messageId: id })).body).toEqual({ count: 1, hasMore: false });
  await scene.changeTurn();
  expect(await scene.change(sent)).toMatchObject({ state: "done", tries: 2 });
  expect(await listed(sent)).toEqual([]);
  expect(await queuesOf(sent)).toEqual([]);
  expect(await post(sent, "retry", { messageId: id })).toEqual(refusal("message_change.settled"));
});

test("a discarded edit is never made, and its event says who discarded it", async () => {
  const sent = await waiting();
  const { id, inbox } = sent;
  expect((await post(sent, "discard", { inboxId: inbox.inboxId, reason: "Told by phone" })).body.count).toBe(
    1,
  );
  await scene.changeTurn(HOUR_MS);
  expect(scene.requested()).toHaveLength(1);
  expect(await scene.change(sent)).toMatchObject({
    state: "failed",
    error: expect.stringMatching(/^Discarded by /),
  });
  await expect
    .poll(() => scene.failures(sent))
    .toEqual([{ edit: { from: "waiting", to: expect.stringMatching(/^Discarded by /) } }]);
  expect((await scene.shown(sent)).content).toBe("Hello");
  const { body } = await inbox.client.get("/v1/changes?limit=1");
  expect(body.data).toMatchObject([{ setting: "messageChangesDiscarded", to: 1, reason: "Told by phone" }]);
  expect(await post(sent, "discard", { messageId: id })).toEqual(refusal("message_change.settled"));
});

test("a deletion that can be undone keeps waiting; discarded, the message is restored without a word to WhatsApp", async () => {
  const sent = await scene.begin();
  await scene.remove(sent);
  expect(await listed(sent)).toMatchObject([{ kind: "delete", isUndoable: true, state: "waiting" }]);
  expect(await post(sent, "retry", { messageId: sent.id })).toEqual(refusal("message.held"));
  expect((await post(sent, "retry", { inboxId: sent.inbox.inboxId })).body.count).toBe(0);
  expect((await post(sent, "discard", { messageId: sent.id })).body.count).toBe(1);
  await scene.changeTurn(HOUR_MS);
  expect((await scene.restore(sent)).status).toBe(200);
  await scene.changeTurn(HOUR_MS);
  expect(scene.requested()).toEqual([]);
});

test("a change that is in flight is neither retried nor discarded, alone or with its inbox", async () => {
  const sent = await scene.begin();
  await scene.edit(sent, "Hello");
  expect(await claim()).toHaveLength(1);
  for (const verb of ["retry", "discard"] as const) {
    expect(await post(sent, verb, { messageId: sent.id })).toEqual(refusal("message_change.in_flight"));
    expect((await post(sent, verb, { inboxId: sent.inbox.inboxId })).body.count).toBe(0);
  }
  expect(await listed(sent)).toMatchObject([{ state: "in_flight", mayHaveArrived: true }]);
});

test("a claim and a discard at the same time: the change is either claimed or discarded, never both", async () => {
  for (let round = 0; round < 8; round++) {
    const sent = await scene.begin();
    await scene.edit(sent, `Hello ${round}`);
    const [discarded, claimed] = await Promise.all([post(sent, "discard", { messageId: sent.id }), claim()]);
    const isClaimed = claimed.some(({ messageId }) => messageId === sent.id);
    expect(discarded.status).toBe(isClaimed ? 409 : 200);
    expect((await scene.change(sent))?.state).toBe(isClaimed ? "calling" : "failed");
  }
});

test("an instance that is paused after failures gets no change, until an administrator lets one through", async () => {
  const sent = await scene.begin();
  const { inbox } = sent;
  const pause = async () => {
    const [health] = await scene.database.query<{ openUntil: Date | null; failures: number }>(
      `select open_until as "openUntil", failures from inbox_sending where account_id = $1 and inbox_id = $2`,
      [inbox.accountId, inbox.inboxId],
    );
    return health;
  };
  await scene.edit(sent, "Hello");
  scene.server.onChange = away;
  for (let tries = 0; tries < 10; tries++) {
    await scene.changeTurn();
    await post(sent, "retry", { messageId: sent.id });
  }
  expect(await pause()).toMatchObject({ failures: 10 });
  expect(scene.requested()).toHaveLength(10);
  scene.server.onChange = acceptChange;
  await scene.database.query(
    "update inbox_sending set open_until = now() + interval '10 minutes' where inbox_id = $1",
    [inbox.inboxId],
  );
  await scene.changeTurn();
  expect(scene.requested()).toHaveLength(10);
  expect(await queuesOf(sent)).toMatchObject([{ pausedUntil: expect.any(String) }]);
  expect((await post(sent, "retry", { inboxId: inbox.inboxId })).body.count).toBe(1);
  await scene.changeTurn();
  expect(scene.requested()).toHaveLength(11);
  expect(await pause()).toMatchObject({ failures: 0, openUntil: null });
});
