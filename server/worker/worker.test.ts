import { afterEach, describe, expect, test, vi } from "vitest";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { startCallLoop } from "@/server/worker/calls/call-loop";
import { waitFor } from "@/test/support/wait-for";
import { claimEachDue, forEachDue } from "./for-each-due";

describe("forEachDue", () => {
  type Row = { id: number };

  /** Handles rows 1 to `count` in batches of 3; a handled row is not due any more. */
  async function handleListed(count: number, handle: (row: Row) => Promise<void>) {
    const due = new Set(Array.from({ length: count }, (_, index) => index + 1));
    const log = { error: vi.fn() };
    const list = vi.fn(async (limit: number) => [...due].slice(0, limit).map((id) => ({ id })));
    const handled: number[] = [];
    await forEachDue<Row>({
      list,
      handle: async (row) => {
        handled.push(row.id);
        await handle(row);
        due.delete(row.id);
      },
      batch: 3,
      log,
      failure: "could not handle a row",
    });
    return { handled, left: [...due], lists: list.mock.calls.length, logged: log.error.mock.calls };
  }

  test("all due rows are handled, in batches", async () => {
    const { handled, left, lists } = await handleListed(8, async () => {});
    expect(handled).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(left).toEqual([]);
    expect(lists).toBe(3);
  });

  test("failed rows are logged and handled once, and the rows behind them are reached", async () => {
    const { handled, left, logged } = await handleListed(8, async ({ id }) => {
      if (id <= 4) throw new Error(`no ${id}`);
    });
    expect(handled).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(left).toEqual([1, 2, 3, 4]);
    expect(logged[0]).toEqual([{ reason: "no 1", id: 1 }, "could not handle a row"]);
    expect(logged).toHaveLength(4);
  });

  test("a row that stays due after it was handled ends the run", async () => {
    const list = vi.fn(async () => [{ id: 1 }, { id: 2 }, { id: 3 }]);
    const handle = vi.fn(async () => {});
    await forEachDue({ list, handle, batch: 3, log: { error: vi.fn() }, failure: "" });
    expect(handle).toHaveBeenCalledTimes(3);
  });

  test("a process that stops begins no further row, however many are due", async () => {
    const stopping = new AbortController();
    const list = vi.fn(async (limit: number) => Array.from({ length: limit }, (_, id) => ({ id })));
    const handle = vi.fn(async () => stopping.abort());
    const log = { error: vi.fn() };
    await forEachDue({ list, handle, batch: 3, log, failure: "", stopping: stopping.signal });
    expect([list, handle].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  type Given = { count: number; atOnce: number; stopping?: AbortSignal; onHandle?: (row: number) => void };

  /** Handles rows 1 to `count`, each in a later turn; `most`: as many at the same time. */
  async function handleClaimed({ count, atOnce, stopping, onHandle }: Given) {
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
    expect(await handleClaimed({ count: 0, atOnce: 4 })).toEqual({ handled: [], most: 0, claims: 1 });
  });

  test("every due row is handled once, so many at the same time", async () => {
    const { handled, most } = await handleClaimed({ count: 10, atOnce: 4 });
    expect(handled).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(most).toBe(4);
  });

  test("a process that stops claims no further row", async () => {
    const stopping = new AbortController();
    const onHandle = (row: number) => row === 3 && stopping.abort();
    const { handled } = await handleClaimed({ count: 10, atOnce: 1, stopping: stopping.signal, onHandle });
    expect(handled).toEqual([1, 2, 3]);
  });

  test("a fault is thrown", async () => {
    const onHandle = () => {
      throw new Error("the database is out");
    };
    await expect(handleClaimed({ count: 5, atOnce: 2, onHandle })).rejects.toThrow("the database is out");
  });
});

describe("call loop", () => {
  afterEach(() => provideMaintenance(() => null));

  test("during maintenance no work is begun or claimed, and results of begun calls are stored", async () => {
    let flushes = 0;
    const [follow, take] = [vi.fn(async () => ({ considered: 0, left: 0 })), vi.fn(async () => 0)];
    provideMaintenance(() => ({ text: "We are moving." }));
    const loop = startCallLoop({
      open: () => ({
        ...{ count: () => 0, isNeeded: async () => true, releaseWaiting: () => {}, follow, take },
        flush: async () => void flushes++,
      }),
      log: { error: () => {} },
      failure: "a turn failed",
    });
    await waitFor(() => {
      loop.wake();
      expect(flushes).toBeGreaterThan(3);
    });
    expect([follow, take].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);

    provideMaintenance(() => null);
    await waitFor(() => {
      loop.wake();
      expect([follow, take].every(({ mock }) => mock.calls.length > 0)).toBe(true);
    });
    await loop.stop();
  });
});
