import { Refusal } from "@/server/contract/_shared/refusal";
import type { EventType } from "@/server/contract/event/event";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { constraintOf, type Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { type Columns, fieldsOf } from "@/server/store/_rows/columns";
import { lockRow } from "@/server/store/_rows/lock-row";
import { type StoredRow, toRow } from "@/server/store/_rows/to-row";
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

const FIELDS = fieldsOf(CANNED_REPLY_COLUMNS);

export const toCannedReplyDto = (row: CannedReplyRow): CannedReplyDto => ({
  ...row,
  deletedAt: row.deletedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export type CannedReplyText = Pick<CannedReplyRow, "shortCode" | "content">;

/** Inserts a canned reply; refuses a short code that another has. Records `canned_reply.created`. */
export async function insertCannedReply(
  tx: Tx,
  { shortCode, content }: CannedReplyText,
): Promise<CannedReplyRow> {
  const row = await unlessTaken(() =>
    prismaOf(tx).cannedReply.create({
      data: { accountId: tx.caller.accountId, shortCode, content, createdAt: tx.now, updatedAt: tx.now },
      select: FIELDS,
    }),
  );
  draft(tx, "canned_reply.created", row, {});
  return row;
}

/** Locks a canned reply that is not deleted; null when there is none. */
export const lockCannedReply = (tx: Tx, id: number): Promise<CannedReplyRow | null> =>
  lockRow(tx, "canned_reply", { id, columns: CANNED_REPLY_COLUMNS });

/** Saves a changed text, or with `deletedAt` the deletion. */
export async function saveCannedReply(
  tx: Tx,
  before: CannedReplyRow,
  patch: Partial<CannedReplyText & Pick<CannedReplyRow, "deletedAt">>,
): Promise<CannedReplyRow> {
  const { shortCode, content, deletedAt } = { ...before, ...patch };
  const after = await unlessTaken(() =>
    prismaOf(tx).cannedReply.update({
      where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
      data: { shortCode, content, deletedAt, updatedAt: tx.now, version: { increment: 1 } },
      select: FIELDS,
    }),
  );
  const [from, to] = [toCannedReplyDto(before), toCannedReplyDto(after)];
  const changed = (["shortCode", "content", "deletedAt"] as const).filter((name) => from[name] !== to[name]);
  const changes = Object.fromEntries(changed.map((name) => [name, { from: from[name], to: to[name] }]));
  draft(tx, deletedAt === null ? "canned_reply.updated" : "canned_reply.deleted", after, changes);
  return after;
}

/** All canned replies of an account by short code, at most `limit`; index canned_reply_short_code. */
export async function listCannedReplies(db: Db, accountId: number, limit: number): Promise<CannedReplyDto[]> {
  const found = await prismaOf(db).cannedReply.findMany({
    where: { accountId, deletedAt: null },
    orderBy: { shortCode: "asc" },
    take: limit,
    select: FIELDS,
  });
  return found.map((reply) => toCannedReplyDto(toRow<CannedReplyRow>(reply)));
}

/** The number of canned replies that are not deleted; counts to `most`. */
export const countCannedReplies = (tx: Tx, most: number): Promise<number> =>
  prismaOf(tx).cannedReply.count({
    where: { accountId: tx.caller.accountId, deletedAt: null },
    take: most,
  });

async function unlessTaken(write: () => Promise<StoredRow<CannedReplyRow>>): Promise<CannedReplyRow> {
  try {
    return toRow(await write());
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
