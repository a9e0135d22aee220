import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { startLoad } from "./deliveries";
import { makeWriters, startProduct } from "./product";

const PER_SECOND = 50;
const BEFORE_MS = 3_000;
/** After the outage messages arrive for so long: a busy machine stores fewer than arrive. */
const AFTER_MS = 3_000;
/** Starts of processes, and what is read at the end. */
const AROUND_MS = 90_000;

/** The longest that `expectNothingLost` takes. */
export const limitMsOf = ({ outageMs, caughtUpWithinMs }: Outage): number =>
  AROUND_MS + BEFORE_MS + outageMs + AFTER_MS + 2 * caughtUpWithinMs;

/** `caughtUpWithinMs`: from the start of Postgres until nothing waits. */
type Outage = { outageMs: number; kills: number; caughtUpWithinMs: number };

/**
 * Postgres is away under 50 messages a second, and the spool is killed meanwhile: each message is stored once, in the order of its
 * conversation, and what waited is stored in time.
 */
export async function expectNothingLost({ outageMs, kills, caughtUpWithinMs }: Outage): Promise<void> {
  const product = await startProduct();
  const load = startLoad(await makeWriters(product), PER_SECOND);
  await sleep(BEFORE_MS);
  await product.stopPostgres();
  for (let kill = 0; kill < kills; kill++) {
    await sleep(outageMs / (kills + 1));
    await product.killSpool();
  }
  await sleep(outageMs / (kills + 1));
  const { waiting } = await product.spoolHealth();
  await product.startPostgres();
  const backMs = performance.now();
  const isEmpty = async () => (await product.spoolHealth()).waiting === 0;
  await waitUntil(isEmpty, { withinMs: AFTER_MS, everyMs: 100 });
  const stopped = load.stop();
  // What is late is waited for too: that nothing is lost is examined in any case.
  const isStored = await waitUntil(isEmpty, { withinMs: 2 * caughtUpWithinMs, everyMs: 100 });
  const caughtUpS = Math.round(performance.now() - backMs) / 1_000;
  const memory = await product.spoolMemory();
  const total = [...load.sent.values()].reduce((sum, { length }) => sum + length, 0);
  const figures = { outageMs, total, waiting, caughtUpS, statuses: load.statuses, memory };
  process.stdout.write(`spool: ${JSON.stringify(figures)}\n`);
  expect(waiting).toBeGreaterThan((outageMs / 1_000) * (PER_SECOND / 2));
  expect(isStored).toBe(true);
  await stopped;
  expect(await waitUntil(isEmpty, { withinMs: 90_000 })).toBe(true);
  expect((await product.spoolHealth()).aside).toBe(0);
  const expected = [...load.sent.values()].map((contents) => contents.join(", ")).sort();
  const stored = await product.storedTexts();
  expect(stored.length).toBe(expected.length);
  expect(stored.filter((texts, nth) => texts !== expected[nth])).toEqual([]);
  expect(caughtUpS).toBeLessThan(caughtUpWithinMs / 1_000);
}
