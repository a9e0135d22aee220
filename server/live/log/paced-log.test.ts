import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Head, LogRow } from "@/server/store/events/log/event-log";
import { waitFor } from "@/test/support/wait-for";
import { createPacedLog, REST_MS_MAX } from "./paced-log";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const rowsOf = (...seqs: number[]): LogRow[] => seqs.map((seq) => ({ seq }) as LogRow); // only the seq is read

/** A log at seq 0 whose fan-outs take `costMs` each. `frames` = the seqs of each; `pulls` = reads of the database. */
function open(costMs: number) {
  const frames: number[][] = [];
  const errors: unknown[] = [];
  let head: Head = { epoch: "a", lastSeq: 0, oldestSeq: 1 };
  let pulls = 0;
  const log = {
    head: () => head,
    isOpen: () => true,
    accept(rows: readonly LogRow[]) {
      const next = rows.map(({ seq }) => seq).filter((seq) => seq > head.lastSeq);
      if (next.length === 0) return true;
      if (next[0] !== head.lastSeq + 1) return false;
      paced.measure(() => {
        vi.advanceTimersByTime(costMs);
        frames.push(next);
        head = { ...head, lastSeq: next.at(-1) ?? 0 };
      });
      return true;
    },
    async pull() {
      pulls += 1;
    },
  };
  const paced = createPacedLog({ log, onError: (error) => errors.push(error) });
  return { ...paced, frames, errors, pulls: () => pulls };
}

test("an event of a quiet account is delivered immediately", () => {
  const { publish, frames } = open(3);
  publish(rowsOf(1));
  vi.advanceTimersByTime(9);
  publish(rowsOf(2));
  expect(frames).toEqual([[1], [2]]);
});

test("events during the rest are delivered together, in order, three times the fan-out's time after it", () => {
  const { publish, frames } = open(6);
  publish(rowsOf(1));
  for (const seq of [2, 3, 4]) {
    vi.advanceTimersByTime(5);
    publish(rowsOf(seq));
  }
  vi.advanceTimersByTime(2);
  expect(frames).toEqual([[1]]);
  vi.advanceTimersByTime(1);
  expect(frames).toEqual([[1], [2, 3, 4]]);
});

test("a fan-out that takes long delays the next by at most 20 ms", () => {
  const { publish, frames } = open(200);
  publish(rowsOf(1));
  publish(rowsOf(2));
  vi.advanceTimersByTime(REST_MS_MAX - 1);
  expect(frames).toEqual([[1]]);
  vi.advanceTimersByTime(1);
  expect(frames).toEqual([[1], [2]]);
});

test("a flush delivers what waits, before a reader's position is compared with the head", () => {
  const { publish, flush, frames } = open(3);
  publish(rowsOf(1));
  publish(rowsOf(2));
  flush();
  expect(frames).toEqual([[1], [2]]);
  flush();
  vi.advanceTimersByTime(REST_MS_MAX);
  expect(frames).toEqual([[1], [2]]);
});

test("a gap is read from the log; so is a head in the database that is ahead of the waiting events", () => {
  const { publish, follow, pulls, frames } = open(3);
  publish(rowsOf(2));
  expect(pulls()).toBe(1);
  publish(rowsOf(1));
  publish(rowsOf(2, 3));
  follow({ epoch: "a", lastSeq: 3, oldestSeq: 1 });
  vi.advanceTimersByTime(REST_MS_MAX);
  expect({ frames, pulls: pulls() }).toEqual({ frames: [[1], [2, 3]], pulls: 1 });
  follow({ epoch: "a", lastSeq: 9, oldestSeq: 1 });
  vi.advanceTimersByTime(REST_MS_MAX);
  expect(pulls()).toBe(2);
  follow({ epoch: "b", lastSeq: 3, oldestSeq: 1 });
  vi.advanceTimersByTime(REST_MS_MAX);
  expect(pulls()).toBe(3);
});

test("an error of the read is reported", async () => {
  const errors: unknown[] = [];
  const log = {
    head: (): Head => ({ epoch: "a", lastSeq: 0, oldestSeq: 1 }),
    isOpen: () => false,
    accept: () => false,
    pull: () => Promise.reject(new Error("away")),
  };
  const { publish } = createPacedLog({ log, onError: (error) => errors.push(error) });
  publish(rowsOf(1));
  await waitFor(() => expect(errors).toEqual([new Error("away")]));
});
