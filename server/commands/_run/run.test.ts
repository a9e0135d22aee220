import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact, linkContactToInbox } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { customerCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { Database } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { readFingerprint } from "@/test/guarantees/laws/checks/snapshot";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createRun } from "./run";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(() => world.close());

const now = () => world.clock.now;
const onCommitted = () => {};

/** A database whose first `times` commits fail at the server with this SQL state. */
function failing(times: number, sqlState: string): { database: Database; tried: () => number } {
  let tried = 0;
  const transaction: Database["transaction"] = (work) =>
    world.database.transaction(async (db) => {
      const result = await work(db);
      if (++tried <= times)
        await db.query(`do $$ begin raise exception 'made' using errcode = '${sqlState}'; end $$`);
      return result;
    });
  return { database: { ...world.database, transaction }, tried: () => tried };
}

test.each(["40001", "40P01"])(
  "an operation that meets %s is retried, at most three times",
  async (sqlState) => {
    const input = { name: "Ana" };
    const three = failing(3, sqlState);
    const { events } = await createRun({ database: three.database, now, onCommitted })(
      createContact,
      stage.admin,
      input,
    );
    expect([events.length, three.tried()]).toEqual([1, 4]);

    const before = await readFingerprint(world.database);
    const four = failing(4, sqlState);
    const run = createRun({ database: four.database, now, onCommitted });
    await expect(run(createContact, stage.admin, input)).rejects.toThrow("made");
    expect(four.tried()).toBe(4);
    expect(await readFingerprint(world.database)).toEqual(before);
  },
);

test("another error is not retried", async () => {
  const { database, tried } = failing(1, "57014");
  await expect(
    createRun({ database, now, onCommitted })(createContact, stage.admin, { name: "x" }),
  ).rejects.toThrow();
  expect(tried()).toBe(1);
});

test("a command that swallows a Postgres error fails, with or without events", async () => {
  const { contact, inbox } = stage;
  const link = (tx: Tx) =>
    linkContactToInbox(tx, { contactId: contact.id, inboxId: inbox.id, sourceId: "lost" });
  const create = (tx: Tx) => createContact(tx, { name: "Lost" });
  const swallowAfter = (work: (tx: Tx) => Promise<unknown>) => async (tx: Tx) => {
    await work(tx);
    await tx.query(`select 1 / 0`).catch(() => {});
  };
  const before = await readFingerprint(world.database);
  await expect(world.run(swallowAfter(create), stage.admin, null)).rejects.toThrow("division by zero");
  await expect(world.run(swallowAfter(link), stage.admin, null)).rejects.toThrow("swallowed");
  expect(await readFingerprint(world.database)).toEqual(before);
});

test("a failed savepoint rolls back its own changes and events only", async () => {
  const half = async (tx: Tx) => {
    await createContact(tx, { name: "Kept 1" });
    const lost = tx.savepoint(async () => {
      await createContact(tx, { name: "Undone" });
      await tx.query(`select 1 / 0`);
    });
    await lost.catch(() => {});
    await createContact(tx, { name: "Kept 2" });
  };
  const { events } = await world.run(half, stage.admin, null);
  expect(events.map(({ data }) => ("name" in data ? data.name : null))).toEqual(["Kept 1", "Kept 2"]);
  const names = await world.database.query(
    `select name from contact where name in ('Kept 1', 'Kept 2', 'Undone') order by id`,
  );
  expect(names).toEqual([{ name: "Kept 1" }, { name: "Kept 2" }]);
});

test("a failing listener neither undoes nor repeats a committed operation", async () => {
  let published = 0;
  const run = createRun({
    database: world.database,
    now,
    onCommitted: () => {
      published++;
      throw Object.assign(new Error("listener"), { code: "40001" });
    },
  });
  await expect(run(createContact, stage.admin, { name: "Committed" })).rejects.toThrow("listener");
  const rows = await world.database.query(`select 1 from contact where name = 'Committed'`);
  expect([published, rows.length]).toEqual([1, 1]);
});

test("all events of an operation carry its id, its instant and its actor", async () => {
  const two = async (tx: Tx) => {
    await changeStatus(tx, { conversation: conversation(stage), signal: "resolve" });
    await changeStatus(tx, { conversation: conversation(stage), signal: "reopen" });
  };
  const { events, operationId } = await world.run(two, stage.agent, null);
  expect(events.map((e) => [e.operationId, e.occurredAt, e.actor])).toEqual(
    [1, 2].map(() => [operationId, now().toISOString(), stage.agent.actor]),
  );
});

test("text that no column can store is refused with a code", async () => {
  const refused = await world
    .run(createContact, stage.admin, { name: "Ana", identifier: "a\0b" })
    .catch((error: unknown) => error);
  expect(isRefusal(refused) && refused.refusal).toBe("input.invalid");
});

test("a customer runs only the commands that their edge names", async () => {
  const { accountId, inbox, contact } = stage;
  const actor = { type: "contact" as const, id: contact.id, name: contact.name };
  const customer = customerCaller({ accountId, inboxId: inbox.id, actor, mayRun: [changeStatus] });
  const before = await readFingerprint(world.database);
  await expect(world.run(createContact, customer, { name: "Ana" })).rejects.toMatchObject({
    refusal: "auth.forbidden",
  });
  expect(await readFingerprint(world.database)).toEqual(before);
  const { events } = await world.run(changeStatus, customer, {
    conversation: conversation(stage),
    signal: "resolve",
  });
  expect(events[0]?.actor).toEqual(actor);
});
