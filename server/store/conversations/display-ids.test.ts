import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { holdsAsync } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createDisplayIds } from "./display-ids";

let world: World;
let s: Stage;
/** Transactions may hold every connection of the world's pool: a draw that waited for one of them would wait for itself. */
let displayIdDatabase: Database;
beforeAll(async () => {
  world = await createWorld();
  displayIdDatabase = openDatabase({ url: world.appUrl, allAccountsUrl: world.url, max: 2 });
  s = await createStage(world);
});
afterAll(async () => {
  await displayIdDatabase.close();
  await world.close();
});

/** A process that draws outside of its transactions. */
const openRun = () =>
  createRun({
    database: world.database,
    now: () => world.clock.now,
    onCommitted: () => {},
    drawDisplayId: createDisplayIds(displayIdDatabase),
  });

/** Creates a conversation of a new contact, and does `then` before the commit. */
async function create(run: ReturnType<typeof openRun>, then: () => Promise<void> = async () => {}) {
  const { result: created } = await world.run(createContact, s.admin, { name: "Ana" });
  const { result } = await run(
    async (tx, input: { contactId: number }) => {
      const made = await createConversation(tx, { ...input, inboxId: s.inbox.id, startedBy: "other" });
      await then();
      return made.conversation.displayId;
    },
    s.admin,
    { contactId: created.contact.id },
  );
  return result;
}

test("two transactions of an account create conversations without waiting on each other", async () => {
  const [one, other] = [openRun(), openRun()];
  let inner = 0;
  const outer = await create(one, async () => {
    inner = await create(other); // commits while the first one is open
  });
  expect(inner).toBe(outer + 1);
});

test("a transaction that is rolled back leaves a gap, and no number is given twice", async () => {
  const run = openRun();
  const before = await create(run);
  const failed = create(run, () => Promise.reject(new Error("taken back")));
  await expect(failed).rejects.toThrow("taken back");
  expect(await create(run)).toBe(before + 2);
});

test("processes that draw together, some of them the old way, never share a number", async () => {
  await holdsAsync(
    fc.asyncProperty(fc.array(fc.constantFrom(0, 1, 2), { minLength: 2, maxLength: 12 }), async (writers) => {
      const runs = [openRun(), openRun(), world.run];
      const drawn = await Promise.all(writers.map((writer) => create(runs[writer] ?? world.run)));
      expect(new Set(drawn).size).toBe(drawn.length);
    }),
    { runs: 10, examples: [[Array<0 | 1 | 2>(12).fill(0)]] },
  );
});

test("an account that only its own transaction sees draws in it", async () => {
  expect(await createDisplayIds(displayIdDatabase)(999_999)).toBeNull();
});
