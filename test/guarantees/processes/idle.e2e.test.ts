import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { openDatabase } from "@/server/store/_postgres/db";
import { createDatabaseForTest } from "@/test/support/database/database";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";

/** Starts a process, and counts for some seconds. */
vi.setConfig({ testTimeout: 180_000 });

/** Twice what an idle process does: relay once a second, due work, and what operators change. Before, it was ten times as much. */
const TRANSACTIONS_PER_SECOND_MAX = 7;
/** Jobs that run when a process starts, and pauses that double until they are long: within so many windows, it is idle. */
const WINDOWS = 4;
const WINDOW_MS = 20_000;

test("a process without work asks the database little", async () => {
  const { url: DATABASE_URL } = await createDatabaseForTest();
  const watching = openDatabase({ url: DATABASE_URL, max: 1 });
  onTestFinished(() => watching.close());
  await startApp({ DATABASE_URL, DATA_DIR: temporaryDataDir() }).ready();
  const perSecond: number[] = [];
  const isIdle = () => (perSecond.at(-1) ?? Number.POSITIVE_INFINITY) < TRANSACTIONS_PER_SECOND_MAX;
  while (!isIdle() && perSecond.length < WINDOWS) {
    const before = await countTransactions();
    await sleep(WINDOW_MS);
    perSecond.push(((await countTransactions()) - before) / (WINDOW_MS / 1_000));
  }
  expect(perSecond.at(-1), perSecond.join(", ")).toBeLessThan(TRANSACTIONS_PER_SECOND_MAX);

  /** Each statement of an idle process is one. Postgres adds a backend's up when it is idle, a second later at most. */
  async function countTransactions(): Promise<number> {
    const [row] = await watching.query<{ count: number }>(
      "select xact_commit + xact_rollback as count from pg_stat_database where datname = current_database()",
    );
    return row?.count ?? Number.NaN;
  }
});
