import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { byName } from "@/server/store/_rows/by-name";
import { type StoredRow, toRow } from "@/server/store/_rows/columns";
import { settingsCache } from "@/server/store/credentials/settings-cache";
import { INBOX_FIELDS, type InboxRow, toInboxDto } from "@/server/store/inboxes/inboxes";
import { countResolvedBefore } from "@/server/store/retention/inbox-retention";

/** The maximum that is listed. Creating more is not refused yet. */
export const INBOXES_MAX = 1000;

/** The inboxes that the caller may see, by name. */
export async function listInboxes(db: Db, caller: Caller): Promise<InboxDto[]> {
  const found = await prismaOf(db).inbox.findMany({
    where: {
      accountId: caller.accountId,
      ...(caller.inboxIds !== "all" && { id: { in: [...caller.inboxIds] } }),
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: INBOXES_MAX,
    select: INBOX_FIELDS,
  });
  return found.map((inbox) => toInboxDto(toRow<InboxRow>(inbox))).sort(byName);
}

/** One inbox; refuses what the caller may not see as not found. */
export async function getInbox(db: Db, caller: Caller, inboxId: number): Promise<InboxDto> {
  const where = { accountId: caller.accountId, id: inboxId };
  const found = maySee(caller, { inboxId })
    ? await prismaOf(db).inbox.findFirst({ where, select: INBOX_FIELDS })
    : null;
  if (!found) throw new Refusal("inbox.not_found");
  return toInboxDto(toRow<InboxRow>(found));
}

type FoundInbox = { accountId: number; inbox: InboxDto };

/**
 * The inbox with this public name and its account, or null. The name is the caller's only credential. Reads the database at most once
 * a second.
 */
export const findInboxByIdentifier = (db: Db, identifier: string): Promise<FoundInbox | null> =>
  settingsCache<FoundInbox>("inboxes by identifier", db)(identifier, async () => {
    const found = await prismaOf(db).inbox.findFirst({
      where: { identifier },
      select: { accountId: true, ...INBOX_FIELDS },
    });
    return found && ofAccount(found);
  });

function ofAccount(found: StoredRow<InboxRow & { accountId: number }>): FoundInbox {
  const { accountId, ...row } = toRow<InboxRow & { accountId: number }>(found);
  return { accountId, inbox: toInboxDto(row) };
}

/** The installation's one inbox of a channel, in any account; null for none or several. */
export async function findOnlyInbox(db: Db, channel: InboxDto["channel"]): Promise<FoundInbox | null> {
  const [only, another] = await prismaOf(db).inbox.findMany({
    where: { channel },
    select: { accountId: true, ...INBOX_FIELDS },
    orderBy: { id: "asc" },
    take: 2,
  });
  return only && !another ? ofAccount(only) : null;
}

/** More are not counted. */
const COUNTED_MAX = 1_000;

/**
 * How many conversations an inbox would delete now if it deleted them so many days after they were resolved; with `isMore`,
 * more than that. 0 if the inbox is on legal hold. Refuses `inbox.not_found`.
 */
export async function countDueConversations(
  db: Db,
  caller: Caller,
  {
    inboxId,
    deleteResolvedAfterDays: days,
    now,
  }: { inboxId: number; deleteResolvedAfterDays: number; now: Date },
): Promise<{ count: number; isMore: boolean }> {
  const { legalHold } = await getInbox(db, caller, inboxId);
  if (legalHold || days === 0) return { count: 0, isMore: false };
  const of = { accountId: caller.accountId, inboxId, days, now };
  const count = await countResolvedBefore(db, { ...of, max: COUNTED_MAX + 1 });
  return { count: Math.min(count, COUNTED_MAX), isMore: count > COUNTED_MAX };
}
