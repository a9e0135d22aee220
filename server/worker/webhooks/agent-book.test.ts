import { expect, test } from "vitest";
import { createAgentBook } from "./agent-book";

const START_MS = Date.UTC(2026, 0, 1);
const user = (id: number, accountId = 1) => ({ accountId, type: "user", id }) as const;

/** A database in which every user is a member; `fails` while it is away. */
function open() {
  const state = { now: START_MS, statements: 0, fails: false, name: "Ada" };
  const query = async (_: string, [accountIds, ids]: unknown[] = []) => {
    state.statements++;
    if (state.fails) throw new Error("away");
    return (ids as number[]).map((id, index) => ({
      accountId: (accountIds as number[])[index],
      type: "user",
      actorId: id,
      id,
      name: state.name,
    }));
  };
  const book = createAgentBook({ query } as never, () => new Date(state.now));
  return { state, book };
}

test("who is asked for at once is looked up by one statement, and known then", async () => {
  const { state, book } = open();
  const found = await Promise.all([1, 2, 3, 2].map((id) => book.of(1, [user(id)])));
  expect(found.map((agentOf, index) => agentOf(user([1, 2, 3, 2][index] ?? 0))?.name)).toEqual(
    Array(4).fill("Ada"),
  );
  expect(state.statements).toBe(1);
  expect(book.of(1, [user(3)])).not.toBeInstanceOf(Promise);
  expect(book.of(1, [])).not.toBeInstanceOf(Promise);
  expect(book.of(2, [user(3, 2)])).toBeInstanceOf(Promise); // of another account nothing is known
});

test("a new name is told once the old one is too old, and a fault is not remembered", async () => {
  const { state, book } = open();
  await book.of(1, [user(1)]);
  state.name = "Eve";
  expect((await book.of(1, [user(1)]))(user(1))?.name).toBe("Ada");
  state.now += 10_000;
  state.fails = true;
  await expect(book.of(1, [user(1)])).rejects.toThrow("away");
  state.fails = false;
  expect((await book.of(1, [user(1)]))(user(1))?.name).toBe("Eve");
});
