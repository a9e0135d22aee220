import type { Caller } from "@/server/contract/_shared/caller";
import type { RevisionDto } from "@/server/contract/message/revision";
import type { Db } from "@/server/store/_postgres/db";
import { listRevisions as list } from "@/server/store/messages/revisions";
import { getMessage } from "./get-message";

const REVISIONS_MAX = 100;

/** The earlier texts of a changed message, the newest first, at most a hundred; none of a deleted one. */
export async function listRevisions(db: Db, caller: Caller, messageId: number): Promise<RevisionDto[]> {
  await getMessage(db, caller, messageId);
  const rows = await list(db, caller.accountId, { messageId, limit: REVISIONS_MAX });
  return rows.map(({ content, at }) => ({ content, until: at.toISOString() }));
}
