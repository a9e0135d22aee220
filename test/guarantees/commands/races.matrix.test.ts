import { afterAll, beforeAll, expect, test } from "vitest";
import { type Command, createRun } from "@/server/commands/_run/run";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { createContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { markReadUpTo, recordReceipts } from "@/server/commands/receipts/record-receipts";
import type { Database } from "@/server/store/_postgres/db";
import {
  all,
  conversation,
  report,
  resolved,
  withPolicy,
} from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { failuresOf, interleave } from "@/test/support/database/interleave";
import { drawnRuns, seeds } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Runs both commands as the administrator, with statements in the seed's order. None fails or deadlocks. */
async function race(stage: Stage, seed: number, works: ((database: Database) => Promise<unknown>)[]) {
  pass(world);
  const done = await interleave(world.database, seed, works);
  expect({ failures: failuresOf(done), retries: done.retries }).toEqual({ failures: [], retries: 0 });
  const events = await world.relay();
  return { outcomes: done.outcomes, events: events.filter((e) => e.accountId === stage.accountId) };
}

const by =
  <I, R>(stage: Stage, command: Command<I, R>, input: I) =>
  (database: Database) =>
    createRun({ database, now: () => world.clock.now, onCommitted: () => {} })(command, stage.admin, input);

test.each(seeds(drawnRuns(6)))(
  "two agents who resolve concurrently make one event (seed %i)",
  async (seed) => {
    const stage = await createStage(world);
    await world.relay();
    const resolve = by(stage, changeStatus, { conversation: conversation(stage), signal: "resolve" });
    const { events } = await race(stage, seed, [resolve, resolve]);
    expect(events.map((e) => e.type)).toEqual(["conversation.status_changed"]);
  },
);

test.each(seeds(drawnRuns(6)))(
  "two messages on a resolved conversation make one new conversation (seed %i)",
  async (seed) => {
    const stage = await createStage(world);
    await all(withPolicy({ onMessageAfterResolve: "newConversation" }), resolved)(stage);
    await world.relay();
    const write = by(stage, receiveMessage, { conversation: conversation(stage), content: "Me again" });
    const { events } = await race(stage, seed, [write, write]);
    expect(events.map((e) => e.type).sort()).toEqual([
      "conversation.created",
      "message.created",
      "message.created",
    ]);
    expect(new Set(events.map((e) => e.conversationId)).size).toBe(1);
  },
);

test.each(seeds(drawnRuns(6)))(
  "a receipt and a concurrent read-up-to always read the message (seed %i)",
  async (seed) => {
    const stage = await createStage(world);
    const at = world.clock.now;
    pass(world);
    await race(stage, seed, [
      by(stage, recordReceipts, { receipts: [{ messageId: stage.outgoing.id, signal: "sent", at }] }),
      by(stage, markReadUpTo, { conversation: conversation(stage) }),
    ]);
    expect(await statusOf(stage)).toBe("read");
  },
);

test.each(seeds(drawnRuns(40)))(
  "a tick during a move has no event in the old inbox after the move's (seed %i)",
  async (seed) => {
    const stage = await createStage(world);
    await world.relay();
    const { inbox, hiddenInbox, outgoing } = stage;
    const { events } = await race(stage, seed, [
      by(stage, recordReceipts, { receipts: [{ messageId: outgoing.id, signal: "delivered" }] }),
      by(stage, moveConversation, { conversation: conversation(stage), inboxId: hiddenInbox.id }),
    ]);
    const inboxes = events.map(({ type, inboxId }) => ({ type, inboxId }));
    const moved = { type: "conversation.moved", inboxId: hiddenInbox.id };
    const ticked = { type: "message.status_changed", inboxId: inbox.id };
    expect([
      [ticked, moved],
      [moved, { ...ticked, inboxId: hiddenInbox.id }],
    ]).toContainEqual(inboxes);
  },
);

test.each(seeds(drawnRuns(6)))(
  "a receipt parked while its source id is being recorded is not lost (seed %i)",
  async (seed) => {
    const stage = await createStage(world);
    const sourceId = "provider-1";
    const { id: messageId } = stage.outgoing;
    await race(stage, seed, [
      by(stage, recordReceipts, { receipts: [{ inboxId: stage.inbox.id, sourceId, signal: "read" }] }),
      by(stage, recordReceipts, { receipts: [{ messageId, sourceId, signal: "sent" }] }),
    ]);
    expect([await statusOf(stage), await countParked(stage)]).toEqual(["read", 0]);
  },
);

test.each(seeds(drawnRuns(6)))(
  "a receipt parked while its message is being sent is not lost (seed %i)",
  async (seed) => {
    const stage = await createStage(world);
    const sourceId = "provider-2";
    const { outcomes } = await race(stage, seed, [
      by(stage, recordReceipts, { receipts: [{ inboxId: stage.inbox.id, sourceId, signal: "delivered" }] }),
      by(stage, sendMessage, { conversation: conversation(stage), content: "Hi", sourceId }),
    ]);
    expect(outcomes).toHaveLength(2);
    const [sent] = await world.database.query<{ status: string }>(
      `select status from message where account_id = $1 and source_id = $2`,
      [stage.accountId, sourceId],
    );
    expect([sent?.status, await countParked(stage)]).toEqual(["delivered", 0]);
  },
);

test.each(seeds(drawnRuns(6)))("two concurrent retries begin one attempt (seed %i)", async (seed) => {
  const stage = await createStage(world);
  await report("outgoing", "failed")(stage);
  const retry = by(stage, retryMessage, { messageId: stage.outgoing.id });
  const { outcomes } = await race(stage, seed, [retry, retry]);
  expect(outcomes.filter((o) => o instanceof Error).map(String)).toEqual(["Refusal: message.not_failed"]);
  expect(
    (
      await stage.world.database.query(`select 1 from message_attempt where message_id = $1`, [
        stage.outgoing.id,
      ])
    ).length,
  ).toBe(2);
});

test("concurrent messages, notes and status lines of one conversation are numbered without gaps", async () => {
  const stage = await createStage(world);
  const ref = { conversation: conversation(stage) };
  const write = (i: number) => {
    if (i % 4 === 0) return world.run(sendMessage, stage.admin, { ...ref, content: `out ${i}` });
    if (i % 4 === 1) return world.run(receiveMessage, stage.admin, { ...ref, content: `in ${i}` });
    if (i % 4 === 2) return world.run(addNote, stage.admin, { ...ref, content: `note ${i}` });
    return world.run(changeStatus, stage.admin, { ...ref, signal: i % 8 === 3 ? "resolve" : "reopen" });
  };
  await Promise.all(Array.from({ length: 40 }, (_, i) => write(i)));
  const numbers = await world.database.query<{ number: number }>(
    `select number from message where account_id = $1 and conversation_id = $2 order by number`,
    [stage.accountId, stage.conversation.id],
  );
  expect(numbers.map((row) => row.number)).toEqual(numbers.map((_, i) => i + 1));
  expect(numbers.length).toBeGreaterThan(32);
});

async function statusOf(stage: Stage): Promise<string | undefined> {
  const [row] = await world.database.query<{ status: string }>(`select status from message where id = $1`, [
    stage.outgoing.id,
  ]);
  return row?.status;
}

const countParked = async (stage: Stage): Promise<number> =>
  (await world.database.query(`select 1 from parked_receipt where account_id = $1`, [stage.accountId]))
    .length;

const oncePer = { clientId: "c-9" };
test.each(
  seeds(drawnRuns(4)).flatMap(
    (seed): [string, number, (stage: Stage) => (database: Database) => Promise<unknown>][] => [
      ["a delivery", seed, (s) => by(s, receiveMessage, { ...written(s), sourceId: "wamid.9" })],
      ["a report of a sent message", seed, (s) => by(s, sendMessage, { ...written(s), sourceId: "wamid.9" })],
      ["a send under a client id", seed, (s) => by(s, sendMessage, { ...written(s), ...oncePer })],
      ["a note under a client id", seed, (s) => by(s, addNote, { ...written(s), ...oncePer })],
    ],
  ),
)("%s that is made twice at the same time makes one message (seed %i)", async (_what, seed, work) => {
  const stage = await createStage(world);
  await world.relay();
  const { events } = await race(stage, seed, [work(stage), work(stage), work(stage)]);
  expect(events.filter((e) => /^(message|note)\.created$/.test(e.type))).toHaveLength(1);
});

test.each(seeds(drawnRuns(6)))(
  "an echo and the report that teaches its id never wait for each other (seed %i)",
  async (seed) => {
    const stage = await createStage(world);
    await world.relay();
    const { id: messageId } = stage.outgoing;
    const taught = { receipts: [{ messageId, signal: "sent" as const, sourceId: "wamid.8" }] };
    await race(stage, seed, [
      by(stage, recordReceipts, taught),
      by(stage, sendMessage, { conversation: conversation(stage), content: "Hello", sourceId: "wamid.8" }),
    ]);
    await stage.run(recordReceipts, {
      receipts: [{ inboxId: stage.inbox.id, sourceId: "wamid.8", signal: "delivered" }],
    });
    const rows = await world.database.query<{ status: string }>(
      `select status from message where account_id = $1 and direction = 'out' and content = 'Hello'`,
      [stage.accountId],
    );
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["delivered"]));
  },
);

test.each(seeds(drawnRuns(6)))(
  "two contacts that are merged into each other at the same time are one contact (seed %i)",
  async (seed) => {
    const stage = await createStage(world);
    const { id: contactId } = stage.contact;
    const other = (await stage.run(createContact, { name: "Li Wen" })).result.contact;
    await world.relay();
    const { events } = await race(stage, seed, [
      by(stage, mergeContacts, { contactId, otherId: other.id }),
      by(stage, mergeContacts, { contactId: other.id, otherId: contactId }),
    ]);
    expect(events.filter((e) => e.type === "contact.merged")).toHaveLength(1);
  },
);

const written = (stage: Stage) => ({ conversation: conversation(stage), content: "Once" });
