import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/change-status";
import { markReadUpTo } from "@/server/commands/mark-read-up-to";
import { markSeen } from "@/server/commands/mark-seen";
import { receiveMessage } from "@/server/commands/receive-message";
import { recordReceipts } from "@/server/commands/record-receipts";
import { updateContact } from "@/server/commands/update-contact";
import { readLog, toEvent } from "@/server/store/event-log";
import { readSnapshot } from "@/test/laws/snapshot";
import { createStage } from "@/test/laws/stage";
import { holds } from "@/test/property";
import { createWorld, type World } from "@/test/world";
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

test("events in any order and any number of times reduce to the tables", () => {
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

test("an event that tells nothing new gives the very same state, so that a screen need not draw again", () => {
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

test("reduce changes no state that it was given", () => {
  const frozen: Snapshot = Object.freeze(reduceAll(emptySnapshot, events.slice(0, 8)));
  for (const part of Object.values(frozen)) Object.freeze(part);
  expect(reduceAll(frozen, events)).toEqual(tables);
});
