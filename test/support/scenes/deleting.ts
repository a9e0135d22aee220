import { type Command, createRun, type Run } from "@/server/commands/_run/run";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import {
  confirmDeletion,
  type PrepareDeletion,
  prepareDeletion,
} from "@/server/commands/deletions/confirmed-deletion";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type Database, one } from "@/server/store/_postgres/db";
import { readLog, toEvent } from "@/server/store/events/log/event-log";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { deleteResolved, purgeDue } from "@/server/worker/jobs/retention-jobs";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { storeFile } from "./stored-files";
import type { World } from "./world";

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

const DAY_MS = 24 * 3_600_000;

/** Throws what the jobs would log. */
const log = {
  error: (fault: object) => {
    throw new Error(JSON.stringify(fault));
  },
};

/** The stage's conversation is resolved, and its inbox archives it and deletes it a day later. */
export async function archiveIt(stage: Stage): Promise<void> {
  const { world, inbox } = stage;
  const conversation = { conversationId: stage.conversation.id };
  await stage.run(changeStatus, { conversation, signal: "resolve" });
  await stage.run(updateInbox, {
    inboxId: inbox.id,
    deleteResolvedAfterDays: 1,
    archiveBeforeDeletion: true,
  });
  pass(world, DAY_MS);
  const purging = { ...world, uploads: UNLIMITED, now: () => world.clock.now, log };
  await deleteResolved(purging);
  await purgeDue(purging);
}

/** The id of the stage's archive. */
export async function archiveIdOf({ world, accountId }: Stage): Promise<number> {
  const sql = "select id from archived_conversation where account_id = $1";
  const [row] = await world.database.query<{ id: number }>(sql, [accountId]);
  return row?.id ?? 0;
}

/** An archive of a conversation that was deleted, without one having been there; returns its id. */
export async function storeArchived(
  world: World,
  { accountId, inboxId, contactName }: { accountId: number; inboxId: number; contactName: string },
): Promise<number> {
  const name = `conversation of ${contactName}.json.gz`;
  const document = await storeFile(world, accountId, { name, workDueAt: null, content: Buffer.from("{}") });
  const sql = `
    insert into archived_conversation (account_id, inbox_id, conversation_id, display_id, contact_id, contact_name,
           contact_ids, message_count, file_id, created_at)
    values ($1, $2, $3, $3, 9, $4, '{9}', 1, $3, $5) returning id`;
  const values = [accountId, inboxId, document.id, contactName, world.clock.now];
  return one(await world.database.query<{ id: number }>(sql, values)).id;
}
