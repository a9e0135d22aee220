import type { Audience, Caller } from "@/server/contract/_shared/caller";
import type { EventType } from "@/server/contract/event/event";
import type { CannedReplyDto, ListedCannedReply } from "@/server/contract/organising/canned-reply";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { lockRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import {
  CANNED_REPLY_COLUMNS,
  type CannedReplyRow,
  toCannedReplyFields,
} from "@/server/store/generated/rows";

const FIELDS = fieldsOf(CANNED_REPLY_COLUMNS);

export const toCannedReplyDto: (row: CannedReplyRow) => CannedReplyDto = toCannedReplyFields;

export type CannedReplyText = Pick<
  CannedReplyRow,
  "shortCode" | "content" | "title" | "folder" | "visibility" | "inboxIds" | "teamIds" | "ownerId" | "files"
>;

/** Inserts a canned reply; refuses a short code that another has. Records `canned_reply.created`. */
export async function insertCannedReply(tx: Tx, text: CannedReplyText): Promise<CannedReplyRow> {
  const made = await refuseTaken(
    TAKEN,
    prismaOf(tx).cannedReply.create({
      data: { accountId: tx.caller.accountId, ...text, createdAt: tx.now, updatedAt: tx.now },
      select: FIELDS,
    }),
  );
  const row = toRow<CannedReplyRow>(made);
  record(tx, "canned_reply.created", row, {});
  return row;
}

/** Locks a canned reply that is not deleted; null when there is none. */
export const lockCannedReply = (tx: Tx, id: number): Promise<CannedReplyRow | null> =>
  lockRow(tx, "canned_reply", { id, columns: CANNED_REPLY_COLUMNS });

/** Saves a changed text or other files, or with `deletedAt` the deletion. */
export async function saveCannedReply(
  tx: Tx,
  before: CannedReplyRow,
  patch: Partial<CannedReplyText & Pick<CannedReplyRow, "deletedAt">>,
): Promise<CannedReplyRow> {
  const { id: _, version: __, createdAt: ___, ...data } = { ...before, ...patch };
  const saved = await refuseTaken(
    TAKEN,
    prismaOf(tx).cannedReply.update({
      where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
      data: { ...data, updatedAt: tx.now, version: { increment: 1 } },
      select: FIELDS,
    }),
  );
  const after = toRow<CannedReplyRow>(saved);
  const dtos = [toCannedReplyDto(before), toCannedReplyDto(after)] as const;
  const changes = differences(...dtos, CHANGING);
  record(tx, after.deletedAt === null ? "canned_reply.updated" : "canned_reply.deleted", after, changes);
  return after;
}

const CHANGING = [
  "shortCode",
  "content",
  "title",
  "folder",
  "visibility",
  "inboxIds",
  "teamIds",
  "files",
  "deletedAt",
] as const;

/** The account's canned replies and the member's own, with their uses, by short code, at most `limit`. */
export async function listCannedReplies(
  db: Db,
  { accountId, userId }: Pick<Caller, "accountId" | "userId">,
  limit: number,
): Promise<ListedCannedReply[]> {
  const found = await prismaOf(db).cannedReply.findMany({
    where: { accountId, deletedAt: null, OR: [{ ownerId: null }, ...(userId ? [{ ownerId: userId }] : [])] },
    orderBy: [{ shortCode: "asc" }, { id: "asc" }],
    take: limit,
    select: { ...FIELDS, uses: true, lastUsedAt: true },
  });
  return found.map(({ uses, lastUsedAt, ...reply }) => ({
    ...toCannedReplyDto(toRow<CannedReplyRow>(reply)),
    uses,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
}

/** A canned reply that is not deleted, or null. */
export async function findCannedReply(db: Db, accountId: number, id: number): Promise<CannedReplyDto | null> {
  const where = { accountId, id, deletedAt: null };
  const found = await prismaOf(db).cannedReply.findFirst({ where, select: FIELDS });
  return found && toCannedReplyDto(toRow<CannedReplyRow>(found));
}

/** The number of canned replies of the account, or of a member's own, that are not deleted; counts to `most`. */
export const countCannedReplies = (tx: Tx, ownerId: number | null, most: number): Promise<number> =>
  prismaOf(tx).cannedReply.count({
    where: { accountId: tx.caller.accountId, ownerId, deletedAt: null },
    take: most,
  });

const TAKEN: Taken = {
  canned_reply_short_code: { code: "canned_reply.taken", field: "shortCode" },
  canned_reply_own_short_code: { code: "canned_reply.taken", field: "shortCode" },
};

type CannedReplyEvent = Extract<EventType, `canned_reply.${string}`>;

const record = (tx: Tx, type: CannedReplyEvent, row: CannedReplyRow, changes: Changes): void => {
  const audience: Audience = row.ownerId === null ? "account" : `member:${row.ownerId}`;
  recordEvent(tx, { type, audience, resource: "canned_reply", dto: toCannedReplyDto(row), changes });
};

/** A message within its undo window is withdrawn: it was not sent with anything. */
export const deleteCannedUses = (tx: Tx, messageId: number): Promise<unknown> =>
  prismaOf(tx).cannedReplyUse.deleteMany({ where: { accountId: tx.caller.accountId, messageId } });
