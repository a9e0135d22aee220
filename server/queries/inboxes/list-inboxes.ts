import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { INBOX_COLUMNS, type InboxRow, toInboxDto } from "@/server/store/inboxes/inboxes";

/** An account's inboxes are few; more than this is refused at creation by nobody yet, and cut here. */
export const INBOXES_MAX = 1000;

/** The inboxes that the caller may see, by name. */
export async function listInboxes(db: Db, caller: Caller): Promise<InboxDto[]> {
  const rows = await db.query<InboxRow>(
    `select ${select(INBOX_COLUMNS)} from inbox
      where account_id = $1 and ($2::bigint[] is null or id = any($2)) order by name, id limit ${INBOXES_MAX}`,
    [caller.accountId, caller.inboxIds === "all" ? null : caller.inboxIds],
  );
  return rows.map(toInboxDto);
}

/** One inbox; refuses what the caller may not see as not found. */
export async function getInbox(db: Db, caller: Caller, inboxId: number): Promise<InboxDto> {
  const [row] = maySee(caller, { inboxId })
    ? await db.query<InboxRow>(
        `select ${select(INBOX_COLUMNS)} from inbox where account_id = $1 and id = $2`,
        [caller.accountId, inboxId],
      )
    : [];
  if (!row) throw new Refusal("inbox.not_found");
  return toInboxDto(row);
}
