import { changeStatus } from "@/server/commands/conversations/change-status";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { deleteResolved, purgeDue } from "@/server/worker/jobs/retention-jobs";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

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
