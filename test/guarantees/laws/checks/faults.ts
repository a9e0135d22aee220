import { expect } from "vitest";
import { createRun, type Operation, type Run } from "@/server/commands/_run/run";
import type { Database } from "@/server/store/_postgres/db";
import { failAt, isFault } from "@/test/support/database/fault-driver";
import { drawnFaults } from "@/test/support/scenes/property";
import type { World } from "@/test/support/scenes/world";
import { markWrites, tablesWrittenSince } from "./write-audit";

const STATEMENTS_MAX = 100;

/** Every position; of a case that is not thorough, those that are drawn. */
const positions = (isThorough: boolean): Iterable<number> =>
  isThorough ? Array.from({ length: STATEMENTS_MAX }, (_, i) => i + 1) : drawnFaults(STATEMENTS_MAX);

/**
 * Attempts a command with a fault at its first statement, at its second one, … until it succeeds, and returns that
 * attempt's operation. Expects that the others leave nothing behind, and that the last one wakes the relay once.
 * @param isThorough whether each statement fails in turn; otherwise drawn ones do
 */
export async function attemptWithFaults<R>(
  world: World,
  attempt: (run: Run) => Promise<Operation<R>>,
  { isThorough }: { isThorough: boolean },
): Promise<Operation<R>> {
  const before = await markWrites(world.database);
  const waiting = await countOutbox(world.database);
  let wakes = 0;
  for (const n of positions(isThorough)) {
    const faulty = failAt(world.database, n, n % 2 === 0 ? "refused" : "lost");
    const run = createRun({
      database: faulty.database,
      now: () => world.clock.now,
      onCommitted: () => wakes++,
    });
    const done = await attempt(run).catch((error: unknown) => {
      expect(isFault(error) ? "the fault" : error).toBe("the fault");
      return null;
    });
    if (done) {
      expect(faulty.statements()).toBeLessThan(n);
      expect((await countOutbox(world.database)) - waiting).toBe(done.events.length);
      expect(wakes).toBe(done.events.length > 0 ? 1 : 0);
      return done;
    }
    expect(await tablesWrittenSince(world.database, before)).toEqual([]);
  }
  throw new Error(`no success after ${STATEMENTS_MAX} statements`);
}

async function countOutbox(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>("select count(*) as n from outbox");
  return row?.n ?? 0;
}
