import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { Database } from "@/server/store/_postgres/db";
import { type Sql, textOf } from "@/server/store/_postgres/statement";
import type { LogRow } from "@/server/store/events/log/event-log";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { createFollower } from "./follower";
import { createLogFollower } from "./log-follower";

describe("log follower", () => {
  let world: World;
  let tenant: Tenant;
  beforeAll(async () => {
    world = await createWorld();
  });
  beforeEach(async () => {
    tenant = await createTenant(world);
    await world.relay();
  });
  afterAll(() => world.close());

  /** A follower that records the rows it delivers. */
  function follow(database: Database = world.database) {
    const seqs: number[] = [];
    const jumps: number[] = [];
    const follower = createLogFollower({
      accountId: tenant.accountId,
      database,
      onRows(rows) {
        seqs.push(...rows.map(({ seq }) => seq));
        follower.advance(rows.at(-1)?.seq ?? 0);
      },
      onJump: ({ lastSeq }) => jumps.push(lastSeq),
    });
    return { ...follower, seqs, jumps };
  }

  /** One more event in the log. */
  async function stamp(): Promise<LogRow[]> {
    await world.run(createInbox, tenant.admin, { name: "Another", channel: "api" });
    return world.relay();
  }

  test("the first pull starts at the head and delivers no earlier rows", async () => {
    const { pull, accept, isOpen, head, seqs } = follow();
    expect(accept(await stamp())).toBe(false);
    expect(isOpen()).toBe(false);
    await pull();
    expect(head().lastSeq).toBe(3);
    expect(seqs).toEqual([]);
  });

  test("consecutive rows are delivered immediately; rows after a gap wait until it is read", async () => {
    const { pull, accept, head, seqs } = follow();
    await pull();
    expect(accept(await stamp())).toBe(true);
    const { lastSeq } = head();
    await stamp(); // by another process
    expect(accept(await stamp())).toBe(false);
    expect(seqs).toEqual([lastSeq]);
    await pull();
    expect(seqs).toEqual([lastSeq, lastSeq + 1, lastSeq + 2]);
  });

  test("rows that have waited together, with a gap among them, wait until it is read", async () => {
    const { pull, accept, head, seqs } = follow();
    await pull();
    const { lastSeq } = head();
    const before = await stamp();
    await stamp(); // by another process
    expect(accept([...before, ...(await stamp())])).toBe(false);
    expect(seqs).toEqual([]);
    await pull();
    expect(seqs).toEqual([lastSeq + 1, lastSeq + 2, lastSeq + 3]);
  });

  test("rows that are known already, in full or in part, are delivered once", async () => {
    const { pull, accept, seqs } = follow();
    await pull();
    const one = await stamp();
    const other = await stamp();
    await pull();
    expect(accept([...one, ...other])).toBe(true);
    const third = await stamp();
    expect(accept([...other, ...third])).toBe(true);
    expect(seqs).toEqual([...one, ...other, ...third].map(({ seq }) => seq));
  });

  test("the follower delivers rows published during a read once and in order", async () => {
    let late: LogRow[] | undefined = [];
    const database: Database = {
      ...world.database,
      async query<R>(sql: Sql, values?: readonly unknown[]) {
        const rows = await world.database.query<R>(sql, values);
        if (late === undefined && textOf(sql).includes("from event")) {
          late = await stamp(); // after this read began, before it ended
          if (!follower.accept(late)) void follower.pull();
        }
        return rows;
      },
    };
    const follower = follow(database);
    await follower.pull();
    const early = await stamp();
    late = undefined;
    await follower.pull();
    expect(follower.seqs).toEqual([...early, ...(late ?? [])].map(({ seq }) => seq));
    expect(follower.seqs).toHaveLength(2);
  });

  test("a failed read is repeated by the next call", async () => {
    let isAway = false;
    const database: Database = {
      ...world.database,
      query: (text, values) =>
        isAway ? Promise.reject(new Error("away")) : world.database.query(text, values),
    };
    const { pull, seqs } = follow(database);
    await pull();
    const rows = await stamp();
    isAway = true;
    await expect(pull()).rejects.toThrow("away");
    isAway = false;
    await pull();
    expect(seqs).toEqual(rows.map(({ seq }) => seq));
  });

  test("another epoch, and a head that is too far ahead, are jumps", async () => {
    const { pull, accept, head, seqs, jumps } = follow();
    await pull();
    await world.database.query("update account_head set epoch = 'next' where account_id = $1", [
      tenant.accountId,
    ]);
    await pull();
    expect(head().epoch).toBe("next");
    await world.database.query("update account_head set last_seq = last_seq + 5001 where account_id = $1", [
      tenant.accountId,
    ]);
    await pull();
    expect(jumps).toEqual([2, 5003]);
    expect(accept(await stamp())).toBe(true);
    expect(seqs).toEqual([5004]);
  });
});

describe("follower", () => {
  const open = () => {
    const stops = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
    const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
    const follower = createFollower<string>(() => {
      const begun = new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
      return { begun, stop: stops[ends.length - 1] ?? vi.fn<() => void>() };
    });
    return { follower, stops, ends };
  };

  test("the first member begins, the others wait for the same beginning, and the last one ends it", async () => {
    const { follower, stops, ends } = open();
    const joined = Promise.all([follower.join("a"), follower.join("b")]);
    expect([ends.length, [...follower.members]]).toEqual([1, ["a", "b"]]);
    ends[0]?.resolve();
    await joined;
    follower.leave("a");
    expect(stops[0]).not.toHaveBeenCalled();
    follower.leave("b");
    expect(stops[0]).toHaveBeenCalledOnce();
    void follower.join("c");
    expect(ends).toHaveLength(2);
  });

  test("after a beginning that failed the next member begins anew", async () => {
    const { follower, stops, ends } = open();
    const first = follower.join("a");
    ends[0]?.reject(new Error("away"));
    await expect(first).rejects.toThrow("away");
    expect(stops[0]).toHaveBeenCalledOnce();
    const second = follower.join("b");
    ends[1]?.resolve();
    await second;
    expect(ends).toHaveLength(2);
  });

  test("a beginning that fails after its members have left does not end the one of the next", async () => {
    const { follower, stops, ends } = open();
    const first = follower.join("a");
    follower.leave("a");
    const second = follower.join("b");
    ends[0]?.reject(new Error("away"));
    await expect(first).rejects.toThrow("away");
    ends[1]?.resolve();
    await second;
    expect(stops[1]).not.toHaveBeenCalled();
  });
});
