import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTx } from "@/server/commands/_run/attempt";
import type { Command } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Database, Db } from "@/server/store/_postgres/db";
import { appendOutbox, hashOf } from "@/server/store/events/outbox";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { failAt } from "@/test/support/database/interleave";
import { createWorld, type World } from "@/test/support/scenes/world";
import { jcs } from "./event-check";
import { readFingerprint } from "./snapshot";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(() => world.close());

describe("hash", () => {
  const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

  test("the hash is SHA-256 of RFC 8785 JSON, as in the examples of the RFC", () => {
    // RFC 8785, section 3.2.2 and 3.2.3: numbers, escapes, and keys sorted by UTF-16 code units.
    const numbers = {
      numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
    };
    const text = { string: '\u20ac$\u000f\nA\'B"\\\\"/', literals: [null, true, false] };
    const keys = {
      "\u20ac": "Euro",
      "\r": "CR",
      "\ufb33": "Dalet",
      "1": "One",
      "\ud83d\ude00": "Smiley",
      "\u0080": "C",
      "\u00f6": "o",
    };
    const written = [
      '{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0]}',
      '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
      '{"\\r":"CR","1":"One","\u0080":"C","ö":"o","€":"Euro","😀":"Smiley","\ufb33":"Dalet"}',
    ];
    for (const [i, value] of [numbers, text, keys].entries()) {
      expect(jcs(value)).toBe(written[i]);
      expect(hashOf(value)).toBe(sha256(written[i] ?? ""));
    }
  });

  test("the order of keys does not matter, the order of items and every value does", () => {
    expect(hashOf({ a: 1, b: [1, 2] })).toBe(hashOf({ b: [1, 2], a: 1 }));
    expect(hashOf({ a: 1, b: [1, 2] })).not.toBe(hashOf({ a: 1, b: [2, 1] }));
    expect(hashOf({ a: null })).not.toBe(hashOf({}));
  });
});

describe("guard", () => {
  const change = (statement: string, ...values: unknown[]) =>
    world.database
      .transaction((db) => db.query(statement, [stage.accountId, ...values]))
      .catch((error) => String(error));

  const guarded = (table: string, id: number) => `error: guard: ${table} ${id} changed without an event`;

  test("a status, lifecycle or tick written without an event fails at commit", async () => {
    const { conversation, outgoing } = stage;
    const byHand = `where account_id = $1 and id = $2`;
    expect(await change(`update conversation set status = 'resolved' ${byHand}`, conversation.id)).toBe(
      guarded("conversation", conversation.id),
    );
    expect(await change(`update conversation set lifecycle = 'trashed' ${byHand}`, conversation.id)).toBe(
      guarded("conversation", conversation.id),
    );
    expect(await change(`update message set status = 'read' ${byHand}`, outgoing.id)).toBe(
      guarded("message", outgoing.id),
    );
    expect(await change(`update message set status = null ${byHand}`, outgoing.id)).toBe(
      guarded("message", outgoing.id),
    );
  });

  test("an event of another resource or transaction does not satisfy the guard, nor does a change without counters", async () => {
    const { conversation, outgoing } = stage;
    const record = (type: string, id: number) => (db: Db) =>
      db.query(
        `insert into outbox (account_id, event_id, type, operation_id, resource_type, resource_id, resource_version,
                           occurred_at, hash, body)
       values ($1, gen_random_uuid(), 'x', gen_random_uuid(), $2, $3, 1, now(), '', '{}')`,
        [stage.accountId, type, id],
      );
    const resolve = (db: Db) =>
      db.query(`update conversation set status = 'resolved' where account_id = $1 and id = $2`, [
        stage.accountId,
        conversation.id,
      ]);
    const together = (...steps: ((db: Db) => Promise<unknown>)[]) =>
      world.database
        .transaction(async (db) => {
          for (const step of steps) await step(db);
          throw new Error("not refused");
        })
        .catch(String);

    // `set constraints` runs the deferred guard immediately, so that nothing is committed.
    const now = (db: Db) => db.query(`set constraints all immediate`);
    expect(await together(record("message", outgoing.id), resolve, now)).toBe(
      guarded("conversation", conversation.id),
    );
    expect(await together(record("conversation", conversation.id), resolve, now)).toBe(
      `error: guard: conversation ${conversation.id} moved without being counted`,
    );
    const count = (db: Db) =>
      db.query(
        `insert into counter_delta (account_id, inbox_id, lifecycle, status, assignee_id, change)
       values ($1, $2, 'live', 'resolved', 0, 1)`,
        [stage.accountId, conversation.inboxId],
      );
    expect(await together(record("conversation", conversation.id), count, resolve, now)).toBe(
      "Error: not refused",
    );
  });

  test("an assignee written without being counted fails at commit", async () => {
    const { id } = stage.conversation;
    expect(
      await change(`update conversation set assignee_id = 5 where account_id = $1 and id = $2`, id),
    ).toBe(`error: guard: conversation ${id} moved without being counted`);
  });

  test("an update without a change of status needs no event", async () => {
    expect(
      await change(`update conversation set status = status, unread_count = 0 where account_id = $1`),
    ).toEqual([]);
  });
});

describe("outbox after commit", () => {
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
    const halfDone: number[] = [];
    for (let n = 1; n <= 4; n++) {
      const before = await readFingerprint(world.database);
      const { database } = failAt(world.database, n, "lost");
      await runLate(database, createContact, stage.admin, { name: "Half" }).catch(() => {});
      const { contact, outbox } = await readFingerprint(world.database);
      if (contact !== before["contact"] && outbox === before["outbox"]) halfDone.push(n);
    }
    expect(halfDone.length).toBeGreaterThan(0);
  });
});
