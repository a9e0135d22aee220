import { requireAdministrator, requireScope } from "@/server/commands/_run/permission";
import { saveCallbackEndpoint } from "@/server/commands/webhooks/_steps/callback-endpoint";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  ALERT_DOWN_MINUTES,
  ALERT_FAILED_ATTEMPTS,
  ALERT_FAILED_PERCENT,
  ALERT_OVERDUE_MESSAGES,
  ALERT_STUCK_MESSAGES,
  OVERDUE_AFTER_HOURS,
} from "@/server/domain/alert/alert";
import { postsCreation } from "@/server/domain/inbox/channel";
import { DEFAULT_POLICY, type Policy } from "@/server/domain/inbox/policy";
import { lacksTaker } from "@/server/domain/inbox/reply-takers";
import { RETRY_GAP_SECONDS } from "@/server/domain/message/attempt-group";
import { inOrder, type PostedNotice } from "@/server/domain/message/system-message";
import { STUCK_AFTER_MINUTES } from "@/server/domain/message/tick";
import { AUTO_RETRY_HOURS, AUTO_RETRY_LIMIT } from "@/server/domain/send/auto-retry";

import { newPublicId } from "@/server/lib/crypto/stored-secret";
import { closeAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";
import {
  type InboxRow,
  type InboxSettings,
  insertInbox,
  lockInbox,
  saveInbox,
  toInboxDto,
} from "@/server/store/inboxes/inboxes";
import { newInboxLacksTaker, readTakerFacts, saveNoTaker } from "@/server/store/inboxes/reply-takers";

export type CreateInbox = {
  name: string;
  channel: InboxDto["channel"];
  callbackUrl?: string | null;
  /** Default `tickline`. */
  callbackFormat?: InboxDto["callbackFormat"];
  /** Default false. */
  callbackDeduplicates?: boolean;
  /** Default false. */
  callbackAnswersLookups?: boolean;
  /** The first status of messages; default `pending`. `sent` is for an integration that never reports. */
  messagesStartAs?: InboxDto["messagesStartAs"];
  /** Default 10; 0 = a message is never stuck. */
  stuckAfterMinutes?: number;
  /** Default 5: how long after a failure a report that the message was sent begins the next attempt. */
  retryGapSeconds?: number;
  /** Default true: messages that failed with a temporary error are sent again automatically. */
  autoRetry?: boolean;
  /** Default 4 times. */
  autoRetryLimit?: number;
  /** Default for 6 hours after a message was written. */
  autoRetryHours?: number;
  /** Default none: Tickline's list of temporary errors. */
  autoRetryErrors?: readonly string[];
  /** Default 1; 0 = never: how many stuck messages alert administrators. */
  alertStuckMessages?: number;
  /** Default 5; 0 = never: how many minutes without an answer of the callback alert them. */
  alertDownMinutes?: number;
  /** Default 24; 0 = never: after how many hours a sent message that is not delivered is overdue. */
  overdueAfterHours?: number;
  /** Default 10; 0 = never: how many overdue messages of a day alert administrators. */
  alertOverdueMessages?: number;
  /** Default 20; 0 = never: how many failures among the last 50 attempts alert them. */
  alertFailedAttempts?: number;
  /** Default 50; 0 = never: what share of failures among the attempts of ten minutes alerts them, in percent. */
  alertFailedPercent?: number;
  /** Default, and most, 150,000: how many characters a message may have. */
  maxMessageChars?: number;
  /** Default none; `created` where the channel's inboxes can post it. */
  postedNotices?: readonly PostedNotice[];
  policy?: Partial<Policy>;
};

/** Creates an inbox. Administrators only. */
export async function createInbox(tx: Tx, input: CreateInbox): Promise<InboxDto> {
  requireAdministrator(tx.caller);
  const callbackUrl = input.callbackUrl ?? null;
  const lacksTaker = await newInboxLacksTaker(tx, tx.caller.accountId, { ...input, callbackUrl });
  const row = await insertInbox(tx, {
    ...DEFAULT_POLICY,
    ...input.policy,
    name: input.name,
    channel: input.channel,
    identifier: newPublicId(),
    callbackUrl,
    noTakerSince: lacksTaker ? tx.now : null,
    callbackFormat: input.callbackFormat ?? "tickline",
    callbackDeduplicates: input.callbackDeduplicates ?? false,
    callbackAnswersLookups: input.callbackAnswersLookups ?? false,
    messagesStartAs: input.messagesStartAs ?? "pending",
    stuckAfterMinutes: input.stuckAfterMinutes ?? STUCK_AFTER_MINUTES.default,
    retryGapSeconds: input.retryGapSeconds ?? RETRY_GAP_SECONDS.default,
    autoRetry: input.autoRetry ?? true,
    autoRetryLimit: input.autoRetryLimit ?? AUTO_RETRY_LIMIT.default,
    autoRetryHours: input.autoRetryHours ?? AUTO_RETRY_HOURS.default,
    autoRetryErrors: [...(input.autoRetryErrors ?? [])],
    alertStuckMessages: input.alertStuckMessages ?? ALERT_STUCK_MESSAGES.default,
    alertDownMinutes: input.alertDownMinutes ?? ALERT_DOWN_MINUTES.default,
    overdueAfterHours: input.overdueAfterHours ?? OVERDUE_AFTER_HOURS.default,
    alertOverdueMessages: input.alertOverdueMessages ?? ALERT_OVERDUE_MESSAGES.default,
    alertFailedAttempts: input.alertFailedAttempts ?? ALERT_FAILED_ATTEMPTS.default,
    alertFailedPercent: input.alertFailedPercent ?? ALERT_FAILED_PERCENT.default,
    maxMessageChars: input.maxMessageChars ?? CONTENT_CHARS_MAX,
    postedNotices: inOrder(input.postedNotices ?? (postsCreation(input.channel) ? ["created"] : [])),
  });
  await saveCallbackEndpoint(tx, row);
  return toInboxDto(row);
}

type UpdateInbox = { inboxId: number } & Partial<Omit<InboxSettings, "identifier">>;

/**
 * Changes an inbox's name, callback, first message status, time until a message is stuck, gap before a retry,
 * thresholds of alerts, greatest length of a message, posted notices, review interval, legal hold, public API
 * or time until resolved conversations are deleted; only tokens with the scope `conversations:purge` may set that. Administrators only.
 */
export async function updateInbox(tx: Tx, { inboxId, ...fields }: UpdateInbox): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  const { postedNotices: posted, deleteResolvedAfterDays: days = 0 } = fields;
  if (days > 0 && days !== before.deleteResolvedAfterDays) requireScope(tx.caller, "conversations:purge");
  const after = await saveInbox(tx, before, { ...fields, ...(posted && { postedNotices: inOrder(posted) }) });
  await saveCallbackEndpoint(tx, after);
  return toInboxDto(before.callbackUrl === after.callbackUrl ? after : await settleTaker(tx, after));
}

/** The other takers come and go without a change of the inbox: `check-inbox-alerts` stores that, within seconds. */
async function settleTaker(tx: Tx, inbox: InboxRow): Promise<InboxRow> {
  const of = { accountId: tx.caller.accountId, inboxId: inbox.id, now: tx.now };
  const lacks = lacksTaker(await readTakerFacts(tx, of));
  if (lacks === (inbox.noTakerSince !== null)) return inbox;
  if (!lacks) await closeAlert(tx, { kind: "nobody_takes_replies", subjectId: inbox.id });
  return saveNoTaker(tx, inbox, lacks ? tx.now : null);
}
