import { type Command, createRun, type Run } from "@/server/commands/_run/run";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import {
  confirmDeletion,
  type PrepareDeletion,
  prepareDeletion,
} from "@/server/commands/deletions/confirmed-deletion";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Database } from "@/server/store/_postgres/db";
import { readLog, toEvent } from "@/server/store/events/log/event-log";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

/** Prepares a deletion. */
export const prepare = async (stage: Stage, input: PrepareDeletion) =>
  (await stage.run(prepareDeletion, input)).result;

/** Prepares and confirms a deletion, which the worker then executes. */
export async function confirm(stage: Stage, input: PrepareDeletion) {
  const { token } = await prepare(stage, input);
  return (await stage.run(confirmDeletion, { token: token ?? "" })).result;
}

/** One turn of the worker, a second later. */
export async function advance({ world, accountId }: Pick<Stage, "world" | "accountId">, deletionId: number) {
  pass(world);
  return world.run(advanceDeletion, systemCaller(accountId), { deletionId });
}

/** Stamps all events and returns the account's log. */
export async function textOfLog({ world, accountId }: Stage) {
  await world.relay();
  const rows = await readLog(world.database, accountId, { after: 0, limit: 1000 });
  return { events: rows.map(toEvent), text: rows.map(({ text }) => text).join() };
}

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
