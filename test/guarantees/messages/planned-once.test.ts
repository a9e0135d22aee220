import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { getMessage } from "@/server/queries/messages/get-message";
import type { Database } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(() => world.close());

/** Runs a change. Returns its statements that Postgres parses and plans each time. */
async function plannedEachTime(work: (tx: Tx) => Promise<unknown>): Promise<string[]> {
  const planned: string[] = [];
  const transaction: Database["transaction"] = (inTransaction, account) =>
    world.database.transaction(
      (db) =>
        inTransaction({
          ...db,
          query(sql, values) {
            if (typeof sql === "string") planned.push(sql);
            return db.query(sql, values);
          },
        }),
      account,
    );
  const run = createRun({
    database: { ...world.database, transaction },
    now: () => world.clock.now,
    onCommitted: () => {},
  });
  await run(work, stage.admin, null);
  return planned;
}

test.each<[string, (tx: Tx) => Promise<unknown>]>([
  ["a reply", (tx) => sendMessage(tx, { conversation: conversation(stage), content: "Hello" })],
  [
    "a customer's message",
    (tx) => receiveMessage(tx, { conversation: conversation(stage), content: "Hello" }),
  ],
  ["a note", (tx) => addNote(tx, { conversation: conversation(stage), content: "Internal" })],
  ["a status", (tx) => changeStatus(tx, { conversation: conversation(stage), signal: "resolve" })],
  [
    "a customer's message that reopens",
    (tx) => receiveMessage(tx, { conversation: conversation(stage), content: "Again" }),
  ],
  ["a receipt", (tx) => recordReceipts(tx, { receipts: [{ messageId: stage.outgoing.id, signal: "read" }] })],
  ["a read of a message", (tx) => getMessage(tx, stage.admin, stage.outgoing.id)],
])("%s needs no statement that is parsed and planned each time", async (_name, work) => {
  expect(await plannedEachTime(work)).toEqual([]);
});
