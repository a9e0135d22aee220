import { afterAll, beforeAll, expect, test } from "vitest";
import { openTx } from "@/server/commands/_run/attempt";
import type { Command } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Database } from "@/server/store/_postgres/db";
import { appendOutbox } from "@/server/store/events/outbox";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { failAt } from "@/test/support/database/fault-driver";
import { createWorld, type World } from "@/test/support/scenes/world";
import { readFingerprint } from "./fingerprint";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(() => world.close());

/** A wrong `run`, which appends the outbox after the commit. */
async function runLate<I, R>(
  database: Database,
  command: Command<I, R>,
  caller: Caller,
  input: I,
): Promise<void> {
  const operationId = "01999999-0000-7000-8000-000000000000";
  const context = { caller, operationId, now: world.clock.now };
  const tx = await database.transaction(async (db) => {
    const opened = openTx(db, context);
    await command(opened, input);
    return opened;
  });
  await database.transaction((db) => appendOutbox({ ...tx, ...db }));
}

test("proof that the guard can fail: appending after the commit is refused where a status changed", async () => {
  const input = { conversation: conversation(stage), signal: "resolve" as const };
  await expect(runLate(world.database, changeStatus, stage.admin, input)).rejects.toThrow(
    `guard: conversation ${stage.conversation.id} changed without an event`,
  );
});

test("proof that the fault test can fail: appending after the commit leaves a change without its event", async () => {
  pass(world);
  const before = await readFingerprint(world.database);
  const halfDone: number[] = [];
  for (let n = 1; n <= 3; n++) {
    const { database } = failAt(world.database, n, "lost");
    await runLate(database, createContact, stage.admin, { name: "Half" }).catch(() => {});
    const { contact, outbox } = await readFingerprint(world.database);
    if (contact !== before["contact"] && outbox === before["outbox"]) halfDone.push(n);
  }
  expect(halfDone.length).toBeGreaterThan(0);
});
