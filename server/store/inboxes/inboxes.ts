import { maySee } from "@/server/contract/_shared/caller";
import type { Actor, InboxDto } from "@/server/contract/_shared/dto";
import type { Policy, PolicySetting } from "@/server/domain/inbox/policy";
import type { PostedNotice } from "@/server/domain/message/system-message";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { type Columns, fieldsOf, select, toRow } from "@/server/store/_rows/columns";
import { lockRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import type { Prisma } from "@/server/store/generated/client";
import { watchDrift } from "./audit-baseline";
import { appendSettingChanges } from "./setting-changes";
import { WATCH_COLUMNS, WATCH_SETTINGS, type WatchSettings, watchSettingsOf } from "./watch-settings";

/** The change that gave a setting its value. */
export type SetBy = { changeId: number; changedBy: Actor; changedAt: string };

export type InboxRow = Policy &
  WatchSettings & {
    id: number;
    name: string;
    channel: InboxDto["channel"];
    identifier: string;
    callbackUrl: string | null;
    callbackFormat: InboxDto["callbackFormat"];
    callbackDeduplicates: boolean;
    callbackAnswersLookups: boolean;
    messagesStartAs: InboxDto["messagesStartAs"];
    stuckAfterMinutes: number;
    retryGapSeconds: number;
    autoRetry: boolean;
    autoRetryLimit: number;
    autoRetryHours: number;
    autoRetryErrors: string[];
    maxMessageChars: number;
    postedNotices: PostedNotice[];
    noTakerSince: Date | null;
    policySetBy: Partial<Record<PolicySetting, SetBy>>;
    review: InboxDto["review"];
    lastAudit: InboxDto["lastAudit"];
    reviewEveryDays: number;
    legalHold: boolean;
    publicApi: boolean;
    deleteResolvedAfterDays: number;
    version: number;
    createdAt: Date;
    updatedAt: Date;
  };

export const INBOX_COLUMNS: Columns<InboxRow> = {
  id: "$.id",
  name: "$.name",
  channel: "$.channel",
  identifier: "$.identifier",
  callbackUrl: "$.callback_url",
  callbackFormat: "$.callback_format",
  callbackDeduplicates: "$.callback_deduplicates",
  callbackAnswersLookups: "$.callback_answers_lookups",
  messagesStartAs: "$.messages_start_as",
  stuckAfterMinutes: "$.stuck_after_minutes",
  retryGapSeconds: "$.retry_gap_seconds",
  autoRetry: "$.auto_retry",
  autoRetryLimit: "$.auto_retry_limit",
  autoRetryHours: "$.auto_retry_hours",
  autoRetryErrors: "$.auto_retry_errors",
  ...WATCH_COLUMNS,
  maxMessageChars: "$.max_message_chars",
  postedNotices: "$.posted_notices",
  noTakerSince: "$.no_taker_since",
  botEnabled: "$.bot_enabled",
  botTakesReopened: "$.bot_takes_reopened",
  startAsPending: "$.start_as_pending",
  callerStatusWins: "$.caller_status_wins",
  onMessageAfterResolve: "$.on_message_after_resolve",
  policySetBy: "$.policy_set_by",
  review: "$.review",
  lastAudit: "$.last_audit",
  reviewEveryDays: "$.review_every_days",
  legalHold: "$.legal_hold",
  publicApi: "$.public_api",
  deleteResolvedAfterDays: "$.delete_resolved_after_days",
  version: "$.version",
  createdAt: "$.created_at",
  updatedAt: "$.updated_at",
};

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

export const toInboxDto = (row: InboxRow): InboxDto => ({
  id: row.id,
  name: row.name,
  channel: row.channel,
  identifier: row.identifier,
  callbackUrl: row.callbackUrl,
  callbackFormat: row.callbackFormat,
  callbackDeduplicates: row.callbackDeduplicates,
  callbackAnswersLookups: row.callbackAnswersLookups,
  messagesStartAs: row.messagesStartAs,
  stuckAfterMinutes: row.stuckAfterMinutes,
  retryGapSeconds: row.retryGapSeconds,
  autoRetry: row.autoRetry,
  autoRetryLimit: row.autoRetryLimit,
  autoRetryHours: row.autoRetryHours,
  autoRetryErrors: row.autoRetryErrors,
  ...watchSettingsOf(row),
  maxMessageChars: row.maxMessageChars,
  postedNotices: row.postedNotices,
  noTakerSince: row.noTakerSince?.toISOString() ?? null,
  policy: policyOf(row),
  review: row.review,
  lastAudit: row.lastAudit,
  reviewEveryDays: row.reviewEveryDays,
  legalHold: row.legalHold,
  publicApi: row.publicApi,
  deleteResolvedAfterDays: row.deleteResolvedAfterDays,
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** Reads an inbox that the caller may see, or null. Shared lock: its policy cannot change until commit. */
export async function shareInbox(tx: Tx, inboxId: number): Promise<InboxRow | null> {
  return lock(tx, inboxId, "share");
}

/** Locks an inbox that the caller may see, or null. */
export async function lockInbox(tx: Tx, inboxId: number): Promise<InboxRow | null> {
  return lock(tx, inboxId, "change");
}

async function lock(tx: Tx, id: number, mode: "share" | "change"): Promise<InboxRow | null> {
  return maySee(tx.caller, { inboxId: id })
    ? lockRow(tx, "inbox", { id, columns: INBOX_COLUMNS, mode })
    : null;
}

/** What a new inbox is created with. */
export type InboxFields = Policy &
  Pick<InboxRow, "channel" | "noTakerSince"> &
  Omit<InboxSettings, "reviewEveryDays" | "legalHold" | "publicApi" | "deleteResolvedAfterDays">;

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

/** The settings of an inbox outside its policy that can be changed. */
const INBOX_SETTINGS = [
  "name",
  "callbackUrl",
  "callbackFormat",
  "callbackDeduplicates",
  "callbackAnswersLookups",
  "messagesStartAs",
  "stuckAfterMinutes",
  "retryGapSeconds",
  "autoRetry",
  "autoRetryLimit",
  "autoRetryHours",
  "autoRetryErrors",
  ...WATCH_SETTINGS,
  "maxMessageChars",
  "postedNotices",
  "reviewEveryDays",
  "legalHold",
  "publicApi",
  "deleteResolvedAfterDays",
  "identifier",
] as const satisfies readonly (keyof InboxRow)[];
export type InboxSettings = Pick<InboxRow, (typeof INBOX_SETTINGS)[number]>;

/** Nothing changed → no event. */
export async function saveInbox(tx: Tx, before: InboxRow, fields: Partial<InboxSettings>): Promise<InboxRow> {
  const after = { ...before, ...fields };
  const changes = differences(before, after);
  if (Object.keys(changes).length === 0) return before;
  const data = Object.fromEntries(INBOX_SETTINGS.map((setting) => [setting, after[setting]]));
  const row = await updateInbox(tx, before, data);
  await logInbox(tx, row, changes);
  recordInboxEvent(tx, "inbox.updated", row, changes);
  await watchDrift(tx, toInboxDto(row), row.policySetBy);
  return row;
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
