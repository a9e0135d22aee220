import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/server/lib/new-id";
import { toRow } from "@/server/store/_rows/columns";
import { watchDatabase } from "@/test/support/database/database";
import { failAt, isFault } from "@/test/support/database/interleave";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { constraintOf, type Database, sqlState } from "./db";
import { ifFound, type Models, prismaOf } from "./prisma";

let world: World;
let tenant: Tenant;
beforeAll(async () => {
  world = await createWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

const label = (name: string = newId()) => {
  const at = world.clock.now;
  const text = { name, colour: "gray", description: "" };
  return { accountId: tenant.accountId, ...text, createdAt: at, updatedAt: at };
};
const named = (name: string) => ({ accountId: tenant.accountId, name });
const keyOf = (id: bigint) => ({ accountId_id: { accountId: tenant.accountId, id } });

/** Every action that `Models` offers, each on a row of its own. */
const ACTIONS: Record<string, (models: Models, id: bigint) => Promise<unknown>> = {
  findFirst: ({ label }, id) => label.findFirst({ where: keyOf(id).accountId_id }),
  findUnique: ({ label }, id) => label.findUnique({ where: { ...keyOf(id), version: 1 } }),
  findMany: ({ label }) => label.findMany({ where: { accountId: tenant.accountId }, take: 2 }),
  count: ({ label }) => label.count({ where: { accountId: tenant.accountId }, take: 2 }),
  groupBy: ({ label }) =>
    label.groupBy({ by: ["colour"], where: { accountId: tenant.accountId }, _max: { createdAt: true } }),
  create: (models) => models.label.create({ data: label() }),
  createMany: ({ label: labels }) => labels.createMany({ data: [label(), label()], skipDuplicates: true }),
  createManyAndReturn: ({ label: labels }) => labels.createManyAndReturn({ data: [label(), label()] }),
  update: ({ label }, id) =>
    label.update({ where: { ...keyOf(id), version: 1 }, data: { version: { increment: 1 } } }),
  updateMany: ({ label }, id) => label.updateMany({ where: keyOf(id).accountId_id, data: { version: 2 } }),
  updateManyAndReturn: ({ label }, id) =>
    label.updateManyAndReturn({ where: keyOf(id).accountId_id, data: { version: 2 } }),
  upsert: ({ draft }, id) => {
    const key = { accountId: tenant.accountId, userId: id, conversationId: id };
    const text = { kind: "note", content: "x", updatedAt: world.clock.now };
    const where = { accountId_userId_conversationId: key };
    return draft.upsert({ where, create: { ...key, ...text }, update: text });
  },
  delete: ({ label }, id) => label.delete({ where: keyOf(id) }),
  deleteMany: ({ label }, id) => label.deleteMany({ where: keyOf(id).accountId_id }),
};

test.each(Object.entries(ACTIONS))("%s sends one statement and opens no transaction", async (_, act) => {
  const { id } = await prismaOf(world.database).label.create({ data: label() });
  const texts: string[] = [];
  const watched = watchDatabase(world.database, (_, text) => void texts.push(text));
  await watched.transaction((db) => act(prismaOf(db), id));
  expect(texts).toHaveLength(1);
  expect(texts[0]).toMatch(/^(select|insert|update|delete) /i);
});

test("a write that needs several statements is refused: Prisma would open a transaction for it", async () => {
  const at = world.clock.now;
  const user = { email: `${newId()}@x.test`, passwordHash: "", name: "", createdAt: at, updatedAt: at };
  const session = { id: newId(), agent: "", address: "", createdAt: at, lastSeenAt: at, authenticatedAt: at };
  const nested = world.database.transaction((db) =>
    prismaOf(db).user.create({ data: { ...user, sessions: { create: session } } }),
  );
  await expect(nested).rejects.toThrow("Prisma Client opens no transactions here");
});

describe("findUnique", () => {
  test("returns the row of a key of several fields and other conditions, else null", async () => {
    const { id } = await prismaOf(world.database).label.create({ data: label() });
    const find = (version: number) =>
      prismaOf(world.database).label.findUnique({ where: { ...keyOf(id), version }, select: { id: true } });
    expect([await find(1), await find(2)]).toEqual([{ id }, null]);
  });

  test("of several at once each sends its own statement", async () => {
    const made = [label(), label()];
    const rows = await prismaOf(world.database).label.createManyAndReturn({ data: made });
    const texts: string[] = [];
    const watched = watchDatabase(world.database, (_, text) => void texts.push(text));
    const find = ({ id }: { id: bigint }) =>
      prismaOf(watched).label.findUnique({ where: keyOf(id), select: { name: true } });
    const found = await Promise.all(rows.map(find));
    expect(found.map((row) => row?.name)).toEqual(made.map(({ name }) => name));
    expect(texts).toHaveLength(2);
  });
});

/** `arrive` resolves when it was called `count` times. */
function meetingOf(count: number): { arrive(): Promise<void> } {
  let arrived = 0;
  let meet = (): void => undefined;
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  return {
    arrive() {
      if (++arrived === count) meet();
      return met;
    },
  };
}

describe("in a transaction", () => {
  test("writes are rolled back with it", async () => {
    const made = label();
    const failing = world.database.transaction(async (db) => {
      await prismaOf(db).label.create({ data: made });
      throw new Error("no commit");
    });
    await expect(failing).rejects.toThrow("no commit");
    expect(await prismaOf(world.database).label.count({ where: named(made.name) })).toBe(0);
  });

  test("each of many concurrent transactions reads its own writes only", async () => {
    const names = Array.from({ length: 8 }, () => newId());
    const all = meetingOf(names.length);
    const seen = await Promise.all(
      names.map((name) =>
        world.database.transaction(async (db) => {
          await prismaOf(db).label.create({ data: label(name) });
          const where = { accountId: tenant.accountId, name: { in: names } };
          const found = await prismaOf(db).label.findMany({ where, select: { name: true } });
          await all.arrive(); // no transaction ends before each has read
          return { name, isOwn: found.some((row) => row.name === name) };
        }),
      ),
    );
    expect(seen.every(({ isOwn }) => isOwn)).toBe(true);
    expect(await prismaOf(world.database).label.count({ where: { name: { in: names } } })).toBe(names.length);
  });
});

describe("an error below Prisma Client surfaces as it does from SQL", () => {
  const inTransaction = <T>(database: Database, work: (models: Models) => Promise<T>) =>
    database.transaction((db) => work(prismaOf(db)));

  test("a constraint violation with the constraint's name", async () => {
    const made = label();
    const twice = inTransaction(world.database, async (models) => {
      await models.label.create({ data: made });
      await models.label.create({ data: made });
    });
    const error = await twice.catch((error: unknown) => error);
    expect([sqlState(error), constraintOf(error)]).toEqual(["23505", "label_name"]);
  });

  test("a deadlock with its code, so that the operation is retried", async () => {
    const make = () => prismaOf(world.database).label.create({ data: label(), select: { id: true } });
    const [a, b] = [await make(), await make()];
    const both = meetingOf(2);
    const touch = (first: bigint, second: bigint) =>
      world.database.transaction(async (db) => {
        const update = (id: bigint) =>
          prismaOf(db).label.update({ where: keyOf(id), data: { description: "x" } });
        await update(first);
        await both.arrive(); // each has locked its first row
        await update(second);
      });
    const ends = await Promise.allSettled([touch(a.id, b.id), touch(b.id, a.id)]);
    const states = ends.map((end) => (end.status === "rejected" ? sqlState(end.reason) : null));
    expect(states.toSorted()).toEqual(["40P01", null]);
  });

  test.each(["lost", "refused"] as const)("an injected fault of the kind %s", async (kind) => {
    const { database } = failAt(world.database, 1, kind);
    const error = await inTransaction(database, ({ label }) => label.count()).catch((error) => error);
    expect(isFault(error)).toBe(true);
  });

  test.each([
    ["an id out of range", { id: 1e20 }],
    ["a NUL character", { name: "a\u0000b" }],
  ])("%s as the refusal of an input", async (_, where) => {
    const found = prismaOf(world.database).label.findFirst({ where });
    await expect(found).rejects.toMatchObject({ refusal: "input.invalid" });
  });
});

test("ifFound returns null for an unknown key, and the transaction continues", async () => {
  const name = newId();
  await world.database.transaction(async (db) => {
    const missing = prismaOf(db).label.delete({ where: { ...keyOf(0n) }, select: { name: true } });
    expect(await ifFound(missing)).toBeNull();
    await prismaOf(db).label.create({ data: label(name) });
  });
  expect(await prismaOf(world.database).label.count({ where: named(name) })).toBe(1);
});

test("toRow returns ids as numbers, also in lists; instants, words and JSON are unchanged", async () => {
  const { accountId } = tenant;
  const at = world.clock.now;
  const texts = { name: newId(), filter: { ids: [1, 2], text: "x" } };
  const view = await prismaOf(world.database).savedView.create({
    data: { accountId, ownerId: 7, isShared: false, ...texts, createdAt: at, updatedAt: at },
    select: { ownerId: true, filter: true, createdAt: true, deletedAt: true },
  });
  type Row = { ownerId: number; filter: { ids: number[]; text: string }; createdAt: Date; deletedAt: null };
  expect(toRow<Row>({ ...view, deletedAt: null })).toEqual({
    ownerId: 7,
    filter: texts.filter,
    createdAt: at,
    deletedAt: null,
  });
  expect(toRow<{ ids: number[] }>({ ids: [1n, 2n] })).toEqual({ ids: [1, 2] });
});

test("an undefined condition does not compile: Prisma would drop it and find any row", () => {
  const find = (name: string | undefined) =>
    // @ts-expect-error
    prismaOf(world.database).label.findFirst({ where: { accountId: 1, name } });
  expect(find).toBeTypeOf("function");
});
