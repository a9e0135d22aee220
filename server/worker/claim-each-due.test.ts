import { expect, test, vi } from "vitest";
import { claimEachDue } from "./for-each-due";

type Given = { count: number; atOnce: number; stopping?: AbortSignal; onHandle?: (row: number) => void };

/** Handles rows 1 to `count`, each in a later turn; `most`: as many at the same time. */
async function handleAll({ count, atOnce, stopping, onHandle }: Given) {
  const due = Array.from({ length: count }, (_, index) => index + 1);
  const claim = vi.fn(async () => due.shift());
  const handled: number[] = [];
  let running = 0;
  let most = 0;
  const handle = async (row: number) => {
    most = Math.max(most, ++running);
    handled.push(row);
    onHandle?.(row);
    await new Promise(setImmediate);
    running--;
  };
  await claimEachDue({ claim, handle, atOnce, stopping });
  return { handled, most, claims: claim.mock.calls.length };
}

test("while nothing is due, it asks once", async () => {
  expect(await handleAll({ count: 0, atOnce: 4 })).toEqual({ handled: [], most: 0, claims: 1 });
});

test("every due row is handled once, so many at the same time", async () => {
  const { handled, most } = await handleAll({ count: 10, atOnce: 4 });
  expect(handled).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(most).toBe(4);
});

test("a process that stops claims no further row", async () => {
  const stopping = new AbortController();
  const onHandle = (row: number) => row === 3 && stopping.abort();
  const { handled } = await handleAll({ count: 10, atOnce: 1, stopping: stopping.signal, onHandle });
  expect(handled).toEqual([1, 2, 3]);
});

test("a fault is thrown", async () => {
  const onHandle = () => {
    throw new Error("the database is out");
  };
  await expect(handleAll({ count: 5, atOnce: 2, onHandle })).rejects.toThrow("the database is out");
});
