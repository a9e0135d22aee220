import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { markReadUpTo, recordReceipts } from "@/server/commands/receipts/record-receipts";
import { readLog, toEvent } from "@/server/store/events/log/event-log";
import { readSnapshot } from "@/test/guarantees/laws/checks/snapshot";
import { createStage } from "@/test/guarantees/laws/stage";
import { holds } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import type { Event } from "./event";
import { emptySnapshot, reduce, reduceAll, type Snapshot } from "./reduce";

let world: World;
let events: Event[];
let tables: Snapshot;
beforeAll(async () => {
  world = await createWorld();
  const stage = await createStage(world);
  const conversation = { conversationId: stage.conversation.id };
  const report = (signal: "sent" | "failed" | "delivered", error?: string) =>
    stage.run(recordReceipts, { receipts: [{ messageId: stage.outgoing.id, signal, error: error ?? null }] });
  await report("sent");
  await report("failed", "err123");
  await stage.run(changeStatus, { conversation, signal: "resolve" });
  await report("delivered");
  await stage.run(updateContact, { contactId: stage.contact.id, name: "Li" });
  await stage.run(receiveMessage, { conversation, content: "Wait" });
  await stage.run(markSeen, { conversation, number: 99 });
  await stage.run(markReadUpTo, { conversation });
  await world.relay();
  events = (await readLog(world.database, stage.accountId, { after: 0, limit: 1000 })).map(toEvent);
  tables = await readSnapshot(world.database, [stage.accountId]);
});
afterAll(() => world.close());

test("events in any order, also repeated, reduce to the tables", () => {
  const orders = fc
    .subarray(events.map((_, i) => i))
    .chain((twice) =>
      fc.shuffledSubarray([...events.keys(), ...twice], { minLength: events.length + twice.length }),
    );
  holds(
    fc.property(orders, (order) => {
      const shuffled = order.flatMap((i) => events[i] ?? []);
      expect(reduceAll(emptySnapshot, shuffled)).toEqual(tables);
    }),
    { runs: 300 },
  );
});

test("a stale event returns the identical state, so that a screen does not render again", () => {
  const state = reduceAll(emptySnapshot, events);
  for (const event of events) expect(reduce(state, event)).toBe(state);
});

test("reduce reads resource and data only", () => {
  const bare = events.map((event) => ({
    ...event,
    changes: {},
    cause: null,
    seq: 1,
    hash: "",
    type: event.type,
  }));
  expect(reduceAll(emptySnapshot, bare)).toEqual(tables);
});

test("reduce does not mutate its input", () => {
  const frozen: Snapshot = Object.freeze(reduceAll(emptySnapshot, events.slice(0, 8)));
  for (const part of Object.values(frozen)) Object.freeze(part);
  expect(reduceAll(frozen, events)).toEqual(tables);
});
