import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { emptySnapshot, reduceAll } from "@/server/contract/event/reduce";
import { countViews } from "@/server/queries/organising/organising";
import { one } from "@/server/store/_postgres/db";
import { type LogRow, readLog, toEvent } from "@/server/store/events/log/event-log";
import { type Relay, startRelay } from "@/server/worker/relay/relay-loop";
import { findBroken } from "@/test/guarantees/laws/checks/invariants";
import { readSnapshot } from "@/test/guarantees/laws/checks/snapshot";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { drawOf } from "@/test/support/database/interleave";
import { SEED } from "@/test/support/scenes/property";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";

describe("version order", () => {
  const WRITERS = 8;

  const OPERATIONS = 60;

  /** Changes of one contact before the relays run. */
  const BEFORE = 10;
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  test("per resource, version rises by one with seq under 8 writers and a running relay, and the log is dense", async () => {
    const stage = await createStage(world);
    await world.relay();
    // Stamped in one batch: the running relays often find one event of a resource at a time.
    for (let n = 1; n <= BEFORE; n++)
      await stage.run(updateContact, { contactId: stage.contact.id, name: `Li before ${n}` });
    await world.relay();
    const stamped: LogRow[] = [];
    const relays = [1, 2].map(() => relayInto(stamped));
    const conversations = await openConversations(stage);

    const messages: number[] = [stage.outgoing.id];
    const now = () => new Date();
    const run = createRun({
      database: world.database,
      now,
      onCommitted: () => relays.forEach((r) => void r.wake()),
    });
    const operate = async (draw: (below: number) => number) => {
      const conversation = { conversationId: conversations[draw(conversations.length)] ?? 0 };
      const messageId = messages[draw(messages.length)] ?? 0;
      const admin = stage.admin;
      switch (draw(8)) {
        case 0:
          return run(receiveMessage, admin, { conversation, content: "in" });
        case 1:
          return messages.push(
            (await run(sendMessage, admin, { conversation, content: "out" })).result.message.id,
          );
        case 2:
          return run(changeStatus, admin, { conversation, signal: draw(2) === 0 ? "resolve" : "reopen" });
        case 3:
          return run(labelConversation, admin, { conversation, set: [`l${draw(3)}`] });
        case 4:
          return run(markSeen, admin, { conversation, number: draw(50) });
        case 5:
          return run(updateContact, admin, { contactId: stage.contact.id, name: `Li ${draw(3)}` });
        case 6:
          return run(addNote, admin, { conversation, content: "note" });
        default: {
          const signal = (["sent", "failed", "delivered", "read"] as const)[draw(4)] ?? "sent";
          return run(recordReceipts, admin, { receipts: [{ messageId, signal, error: "e" }] });
        }
      }
    };
    onTestFinished(async () => {
      await Promise.all(relays.map((relay) => relay.stop()));
    });
    const writers = Array.from({ length: WRITERS }, async (_, i) => {
      const draw = drawOf(SEED + i);
      for (let n = 0; n < OPERATIONS; n++) await operate(draw);
    });
    await Promise.all(writers);
    await Promise.all(relays.map((relay) => relay.stop()));
    await world.relay();

    const log = await readLog(world.database, stage.accountId, { after: 0, limit: 10_000 });
    expect(log.length).toBeGreaterThan(200);
    expect(log.map((row) => row.seq)).toEqual(log.map((_, i) => i + 1));
    expect(stamped.length).toBe(new Set(stamped.map((row) => row.seq)).size);
    const versions = new Map<string, number[]>();
    for (const { resource } of log.map(toEvent)) {
      const key = `${resource.type} ${resource.id}`;
      versions.set(key, [...(versions.get(key) ?? []), resource.version]);
    }
    for (const [key, found] of versions) expect([key, found]).toEqual([key, found.map((_, i) => i + 1)]);
    expect(reduceAll(emptySnapshot, log.map(toEvent))).toEqual(
      await readSnapshot(world.database, [stage.accountId]),
    );
    expect(await findBroken(world.database)).toEqual({});
  });

  const relayInto = (stamped: LogRow[]): Relay =>
    startRelay({
      database: world.database,
      now: () => new Date(),
      onStamped: (rows) => void stamped.push(...rows),
      onError: (error) => {
        throw error;
      },
    });

  async function openConversations(stage: Stage): Promise<number[]> {
    const opened = [stage.conversation.id];
    for (let i = 0; i < 2; i++) {
      const input = { inboxId: stage.inbox.id, contactId: stage.contact.id, startedBy: "other" as const };
      opened.push((await stage.run(createConversation, input)).result.conversation.id);
    }
    return opened;
  }
});

describe("relay folds", () => {
  test("the relay folds the deltas of stamped events, also of earlier ones, and the counts stay the same", async () => {
    const world = await createWorld();
    onTestFinished(() => world.close());
    const tenant = await createTenant(world);
    await createScene(world, tenant); // before the relay starts
    const { database } = world;
    const relay = startRelay({
      database,
      now: () => world.clock.now,
      onStamped: () => {},
      onError: (error) => expect.fail(String(error)),
    });
    onTestFinished(() => relay.stop());
    const deltas = async () =>
      one(await database.query<{ count: number }>("select count(*) from counter_delta")).count;
    const settled = () => waitFor(async () => expect(await deltas()).toBe(0), { interval: 20 });
    await settled();
    for (let i = 0; i < 3; i++) await createScene(world, tenant);
    expect(await countViews(database, tenant.admin)).toMatchObject({ open: 4, unassigned: 4 });
    relay.wake();
    await settled();
    expect(await countViews(database, tenant.admin)).toMatchObject({ open: 4, unassigned: 4 });
  });
});
