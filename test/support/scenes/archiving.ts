import { changeStatus } from "@/server/commands/conversations/change-status";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { one } from "@/server/store/_postgres/db";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { deleteResolved, purgeDue } from "@/server/worker/jobs/retention-jobs";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { storeFile } from "@/test/support/scenes/stored-files";
import type { World } from "@/test/support/scenes/world";

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
