import { type Command, createRun, type Run } from "@/server/commands/_run/run";
import type { Database } from "@/server/store/_postgres/db";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The world's `run` over another view of its database. */
export const runOn = ({ world }: Stage, database: Database): Run =>
  createRun({ database, now: () => world.clock.now, onCommitted: () => {} });

/** Runs the command under an Idempotency-Key and returns its result. */
export const keepAnswer = <I, R>(run: Run, { admin }: Stage, command: Command<I, R>, input: I) =>
  run.once(command, admin, input, {
    key: crypto.randomUUID(),
    fingerprint: "of this test",
    answer: (result) => ({ status: 200, body: result }),
  });

/** How many answers the stage's account has stored. */
export const countAnswers = async ({ accountId, world }: Stage): Promise<number> =>
  (await world.database.query("select 1 from idempotency where account_id = $1", [accountId])).length;
