import { expect, test, vi } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Database } from "@/server/store/_postgres/db";
import { createOpenReads } from "./open-reads";
import { createReplicas } from "./open-replicas";
import type { Position } from "./primary-position";
import type { Replica } from "./replica";

const unusable = () => Promise.reject(new Error("not in this test"));

function createReplica({ replayed = 0n, isOpen = true }: { replayed?: Position; isOpen?: boolean } = {}) {
  const own: Database = {
    query: unusable,
    raw: unusable,
    transaction: unusable,
    snapshot: unusable,
    close: async () => {},
  };
  const noted: string[] = [];
  const { answered, abandon } = createOpenReads();
  const replica: Replica = {
    database: own,
    answered,
    isOpen: () => isOpen,
    contains: (position) => replayed >= position,
    reaches: async (position) => replayed + 10n >= position, // it is about to replay a little more
    noteLate: () => void noted.push("late"),
    noteFault: () => void noted.push("fault"),
    check: async () => {},
    state: () => ({ name: "db2:5432", leftOut: null, bytesBehind: 0, secondsBehind: 0 }),
    close: async () => {},
  };
  return { replica, noted, abandon };
}

const createPlaces = (replicas: readonly { replica: Replica }[]) => {
  const placeOf = (database: Database) => replicas.findIndex(({ replica }) => replica.database === database);
  return {
    onReplica: vi.fn(async (database: Database) => placeOf(database)),
    onPrimary: vi.fn(async () => "primary" as const),
  };
};

function scene(replicas: ReturnType<typeof createReplica>[], position: () => Promise<Position>) {
  const chosen = createReplicas(
    replicas.map(({ replica }) => replica),
    position,
  );
  const { onReplica, onPrimary } = createPlaces(replicas);
  return { onReplica, onPrimary, read: () => chosen.read<number | "primary">(onReplica, onPrimary) };
}

const at = (position: Position) => async () => position;

test("replicas that have the position of the read's begin alternate", async () => {
  const all = [
    createReplica({ replayed: 9n }),
    createReplica({ replayed: 10n }),
    createReplica({ replayed: 11n }),
  ];
  const { read } = scene(all, at(10n));
  const places = await Promise.all(Array.from({ length: 30 }, read));
  expect(new Set(places)).toEqual(new Set([1, 2]));
});

test("a read waits for a replica that is about to have it; one that has not makes the primary answer", async () => {
  const near = createReplica({ replayed: 5n });
  expect(await scene([near], at(12n)).read()).toBe(0);
  const far = createReplica({ replayed: 5n });
  expect(await scene([far], at(100n)).read()).toBe("primary");
  expect([near.noted, far.noted]).toEqual([[], ["late"]]);
});

test("without an open replica no position is read", async () => {
  const position = vi.fn(at(1n));
  expect(await scene([createReplica({ isOpen: false })], position).read()).toBe("primary");
  expect(position).not.toHaveBeenCalled();
});

test.each([
  ["fails", () => Promise.reject(new Error("away"))],
  ["does not arrive", () => new Promise<Position>(() => {})],
])("a position that %s makes the primary answer", async (_, position) => {
  const one = createReplica({ replayed: 99n });
  expect(await scene([one], position).read()).toBe("primary");
  expect(one.noted).toEqual([]);
});

test("what fails on a replica is repeated on the primary, but not a refusal nor what took its whole time", async () => {
  const one = createReplica({ replayed: 9n });
  const { read, onReplica, onPrimary } = scene([one], at(9n));
  onReplica.mockRejectedValueOnce(Object.assign(new Error("read-only"), { code: "25006" }));
  expect(await read()).toBe("primary");
  expect(one.noted).toEqual(["fault"]);
  onReplica.mockRejectedValueOnce(new Refusal("conversation.not_found"));
  await expect(read()).rejects.toThrow(Refusal);
  onReplica.mockRejectedValueOnce(Object.assign(new Error("canceled"), { code: "57014" }));
  await expect(read()).rejects.toThrow("canceled");
  expect(onPrimary).toHaveBeenCalledTimes(1);
});

test("a read that a replica does not answer is repeated on the primary once that is found away", async () => {
  const one = createReplica({ replayed: 9n });
  const { read, onReplica } = scene([one], at(9n));
  onReplica.mockImplementationOnce(() => new Promise(() => {}));
  const answer = read();
  await vi.waitFor(() => expect(onReplica).toHaveBeenCalled());
  one.abandon(new Error("Query read timeout"));
  expect(await answer).toBe("primary");
  expect(await read()).toBe(0);
});
