import { Refusal } from "@/server/contract/_shared/refusal";
import type { EventType } from "@/server/contract/event/event";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { constraintOf, type Db, one } from "@/server/store/_postgres/db";
import { type Columns, select } from "@/server/store/_rows/columns";
import type { Changes, Tx } from "@/server/store/events/tx";

export type CannedReplyRow = Omit<CannedReplyDto, "createdAt" | "updatedAt" | "deletedAt"> & {
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export const CANNED_REPLY_COLUMNS: Columns<CannedReplyRow> = {
  id: "$.id",
  shortCode: "$.short_code",
  content: "$.content",
  deletedAt: "$.deleted_at",
  version: "$.version",
  createdAt: "$.created_at",
  updatedAt: "$.updated_at",
};

export const toCannedReplyDto = (row: CannedReplyRow): CannedReplyDto => ({
  ...row,
  deletedAt: row.deletedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export type CannedReplyText = Pick<CannedReplyRow, "shortCode" | "content">;

/** Keeps a new one; refuses a short code that another has. Told as `canned_reply.created`. */
export async function insertCannedReply(
  tx: Tx,
  { shortCode, content }: CannedReplyText,
): Promise<CannedReplyRow> {
  const row = await unlessTaken(() =>
    tx.query<CannedReplyRow>(
      `insert into canned_reply (account_id, short_code, content, created_at, updated_at)
       values ($1, $2, $3, $4, $4) returning ${select(CANNED_REPLY_COLUMNS)}`,
      [tx.caller.accountId, shortCode, content, tx.now],
    ),
  );
  draft(tx, "canned_reply.created", row, {});
  return row;
}

/** Locks one that is not deleted; null when there is none. */
export async function lockCannedReply(tx: Tx, id: number): Promise<CannedReplyRow | null> {
  const [row] = await tx.query<CannedReplyRow>(
    `select ${select(CANNED_REPLY_COLUMNS)} from canned_reply
      where account_id = $1 and id = $2 and deleted_at is null for no key update`,
    [tx.caller.accountId, id],
  );
  return row ?? null;
}

/** Saves another text, or with `deletedAt` its end. */
export async function saveCannedReply(
  tx: Tx,
  before: CannedReplyRow,
  patch: Partial<CannedReplyText & Pick<CannedReplyRow, "deletedAt">>,
): Promise<CannedReplyRow> {
  const { shortCode, content, deletedAt } = { ...before, ...patch };
  const after = await unlessTaken(() =>
    tx.query<CannedReplyRow>(
      `update canned_reply set short_code = $4, content = $5, deleted_at = $6, updated_at = $7, version = version + 1
        where account_id = $1 and id = $2 and version = $3 returning ${select(CANNED_REPLY_COLUMNS)}`,
      [tx.caller.accountId, before.id, before.version, shortCode, content, deletedAt, tx.now],
    ),
  );
  const [from, to] = [toCannedReplyDto(before), toCannedReplyDto(after)];
  const changed = (["shortCode", "content", "deletedAt"] as const).filter((name) => from[name] !== to[name]);
  const changes = Object.fromEntries(changed.map((name) => [name, { from: from[name], to: to[name] }]));
  draft(tx, deletedAt === null ? "canned_reply.updated" : "canned_reply.deleted", after, changes);
  return after;
}

/** All of an account by short code, at most `limit`; index canned_reply_short_code. */
export async function listCannedReplies(db: Db, accountId: number, limit: number): Promise<CannedReplyDto[]> {
  const rows = await db.query<CannedReplyRow>(
    `select ${select(CANNED_REPLY_COLUMNS)} from canned_reply
      where account_id = $1 and deleted_at is null order by short_code limit $2`,
    [accountId, limit],
  );
  return rows.map(toCannedReplyDto);
}

async function unlessTaken(write: () => Promise<CannedReplyRow[]>): Promise<CannedReplyRow> {
  try {
    return one(await write());
  } catch (error) {
    if (constraintOf(error) === "canned_reply_short_code")
      throw new Refusal("canned_reply.taken", { field: "shortCode" });
    throw error;
  }
}

type CannedReplyEvent = Extract<EventType, `canned_reply.${string}`>;

const draft = (tx: Tx, type: CannedReplyEvent, row: CannedReplyRow, changes: Changes): void => {
  tx.pendingEvents.push({
    type,
    accountId: tx.caller.accountId,
    inboxId: null,
    audience: "account",
    cause: null,
    changes,
    resource: "canned_reply",
    dto: toCannedReplyDto(row),
  });
};
