import { maySee } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { INBOX_SETTINGS, type InboxSettingName } from "@/server/domain/inbox/inbox-settings";
import { namesIn } from "@/server/domain/inbox/names-in";
import type { Policy } from "@/server/domain/inbox/policy";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fieldsOf, select, toRow } from "@/server/store/_rows/columns";
import { lockRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import type { Prisma } from "@/server/store/generated/client";
import { INBOX_COLUMNS, type InboxRow, toInboxFields } from "@/server/store/generated/rows";
import { watchDrift } from "./audit-baseline";
import { lockInboxRow } from "./inbox-lock";
import { appendSettingChanges } from "./setting-changes";

export { INBOX_COLUMNS, type InboxRow } from "@/server/store/generated/rows";

/** The select list of a whole inbox. */
export const INBOX = select(INBOX_COLUMNS);
export const INBOX_FIELDS = fieldsOf(INBOX_COLUMNS);

export const policyOf = (row: Policy): Policy => ({
  botEnabled: row.botEnabled,
  botTakesReopened: row.botTakesReopened,
  startAsPending: row.startAsPending,
  callerStatusWins: row.callerStatusWins,
  onMessageAfterResolve: row.onMessageAfterResolve,
});

export const toInboxDto: (row: InboxRow) => InboxDto = toInboxFields;

/** Reads an inbox that the caller may see, or null. Its settings cannot change until commit. */
export async function shareInbox(tx: Tx, inboxId: number): Promise<InboxRow | null> {
  if (!maySee(tx.caller, { inboxId })) return null;
  return lockRow(tx, "inbox", { id: inboxId, columns: INBOX_COLUMNS, mode: "share" });
}

/** Locks an inbox that the caller may see, or null: nobody decides by its settings meanwhile. */
export async function lockInbox(tx: Tx, inboxId: number): Promise<InboxRow | null> {
  return maySee(tx.caller, { inboxId }) ? lockInboxRow(tx, inboxId) : null;
}

/** The settings of an inbox outside its policy that can be changed. */
export type InboxSettings = Pick<InboxRow, InboxSettingName>;

/** What a new inbox is created with. Other settings have the default of their column. */
export type InboxFields = Policy &
  Pick<InboxRow, "name" | "channel" | "identifier" | "messagesStartAs" | "noTakerSince"> &
  Partial<InboxSettings>;

export async function insertInbox(tx: Tx, f: InboxFields): Promise<InboxRow> {
  const made = await prismaOf(tx).inbox.create({
    data: {
      accountId: tx.caller.accountId,
      ...f,
      overdueFrom: tx.now,
      decisionsSince: tx.now,
      createdAt: tx.now,
      updatedAt: tx.now,
    },
    select: INBOX_FIELDS,
  });
  const row = toRow<InboxRow>(made);
  await logInbox(tx, row, { created: { from: null, to: { channel: row.channel, ...policyOf(row) } } });
  recordInboxEvent(tx, "inbox.created", row, {});
  return row;
}

/** Nothing changed → no event. */
export async function saveInbox(tx: Tx, before: InboxRow, fields: Partial<InboxSettings>): Promise<InboxRow> {
  const after = { ...before, ...fields };
  const changes = differences(before, after);
  if (Object.keys(changes).length === 0) return before;
  const data = Object.fromEntries(namesIn(INBOX_SETTINGS).map((setting) => [setting, after[setting]]));
  const row = await updateInbox(tx, before, data);
  await logInbox(tx, row, { ...changes, ...changedSettings(before, row) });
  recordInboxEvent(tx, "inbox.updated", row, changes);
  await watchDrift(tx, toInboxDto(row), row.policySetBy);
  return row;
}

/** Of the channel's settings only those that changed. */
function changedSettings({ settings: before }: InboxRow, { settings: after }: InboxRow): Changes {
  const names = Object.keys({ ...before, ...after });
  const changed = Object.entries(differences(before, after, names));
  if (changed.length === 0) return {};
  const ends = (end: "from" | "to") =>
    Object.fromEntries(changed.map(([name, change]) => [name, change[end]]));
  return { settings: { from: ends("from"), to: ends("to") } };
}

/** Writes a locked inbox by compare-and-set; for save functions only. */
export async function updateInbox(
  tx: Tx,
  before: InboxRow,
  data: Prisma.InboxUpdateInput,
): Promise<InboxRow> {
  const saved = await prismaOf(tx).inbox.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
    data: { ...data, version: { increment: 1 }, updatedAt: tx.now },
    select: INBOX_FIELDS,
  });
  return toRow<InboxRow>(saved);
}

/** Appends changes of an inbox to the audit log; for save functions only. */
export const logInbox = (tx: Tx, { id, name }: InboxRow, changes: Changes) =>
  appendSettingChanges(tx, { subject: "inbox", subjectId: id, subjectName: name, inboxId: id }, changes);

/** Adds an event of this inbox to the transaction; for save functions only. */
export function recordInboxEvent(
  tx: Tx,
  type: "inbox.audited" | "inbox.created" | "inbox.reviewed" | "inbox.updated" | "policy.changed",
  row: InboxRow,
  changes: Changes,
) {
  recordEvent(tx, { type, inboxId: row.id, resource: "inbox", dto: toInboxDto(row), changes });
}

/** From now on messages of an inbox become overdue: what was sent before its reports were connected is no news. */
export const watchFromNow = (tx: Tx, inboxId: number): Promise<unknown> =>
  prismaOf(tx).inbox.updateMany({
    where: { accountId: tx.caller.accountId, id: inboxId },
    data: { overdueFrom: tx.now },
  });

/** Since when an inbox's decisions are stored, if that is later than its creation; else null. */
export async function findRecordedSince(
  db: Db,
  { accountId, inboxId }: { accountId: number; inboxId: number },
): Promise<Date | null> {
  const found = await prismaOf(db).inbox.findFirst({
    where: { accountId, id: inboxId },
    select: { decisionsSince: true, createdAt: true },
  });
  return found && found.decisionsSince > found.createdAt ? found.decisionsSince : null;
}

/** Whether any agent may see an inbox, and whether any program may call the account's API. */
export async function readStaffing(
  db: Db,
  accountId: number,
  inboxId: number,
): Promise<{ hasAgent: boolean; hasToken: boolean }> {
  const agent = await prismaOf(db).inboxMember.findFirst({
    where: { accountId, inboxId },
    select: { userId: true },
  });
  const token = await prismaOf(db).apiToken.findFirst({
    where: { accountId, revokedAt: null },
    select: { id: true },
  });
  return { hasAgent: agent !== null, hasToken: token !== null };
}

/**
 * Since when every call of an inbox's program has failed; null: the last one succeeded, or there
 * was none.
 */
export async function findCallbackFailure(
  db: Db,
  accountId: number,
  inboxId: number,
): Promise<{ failingSince: Date; failures: number } | null> {
  const found = await prismaOf(db).inboxSending.findFirst({
    where: { accountId, inboxId },
    select: { failingSince: true, failures: true },
  });
  return found?.failingSince ? { failingSince: found.failingSince, failures: found.failures } : null;
}
