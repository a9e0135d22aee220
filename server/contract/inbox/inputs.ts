import { z } from "zod";
import { inboxDto, policy } from "@/server/contract/_shared/dto";
import { name, sized, text } from "@/server/contract/_shared/fields";
import { NAME_CHARS_MAX, REASON_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { OPENABLE_CHANNELS } from "@/server/domain/inbox/channel";
import { POSTED_NOTICES } from "@/server/domain/message/system-message";
import { TRANSIENT_ERRORS_MAX } from "@/server/domain/send/auto-retry";

const {
  callbackFormat,
  callbackDeduplicates,
  messagesStartAs,
  stuckAfterMinutes,
  retryGapSeconds,
  autoRetry,
  autoRetryLimit,
  autoRetryHours,
  callbackAnswersLookups,
  alertStuckMessages,
  alertDownMinutes,
  overdueAfterHours,
  alertOverdueMessages,
  alertFailedAttempts,
  alertFailedPercent,
  maxMessageChars,
  postedNotices,
  reviewEveryDays,
  legalHold,
  publicApi,
  deleteResolvedAfterDays,
} = inboxDto.shape;

export const inboxName = name(NAME_CHARS_MAX);

/** Where the program is that sends the inbox's messages. */
export const callbackUrl = sized(z.url({ protocol: /^https?$/ }), { max: URL_CHARS_MAX });

const settings = {
  /** The program that outgoing messages are posted to; null = none. */
  callbackUrl: callbackUrl.nullable().optional(),
  /** The body that it gets: Tickline's, or that of a Chatwoot API inbox. */
  callbackFormat: callbackFormat.optional(),
  /** It ignores a `sendId` that it knows: a try without a definite answer may be repeated. */
  callbackDeduplicates: callbackDeduplicates.optional(),
  /** It answers whether it got a message: it is asked before a try without a definite answer is unconfirmed. */
  callbackAnswersLookups: callbackAnswersLookups.optional(),
  /** The first status of an outgoing message: `pending` until a receipt, or `sent` immediately. */
  messagesStartAs: messagesStartAs.optional(),
  /** After how many minutes without a receipt a message is stuck; 0 = never. */
  stuckAfterMinutes: stuckAfterMinutes.optional(),
  /** How many seconds after a failure a `sent` begins the next attempt; before that it is a reordered report. */
  retryGapSeconds: retryGapSeconds.optional(),
  /** Whether messages that failed with a temporary error are sent again automatically. */
  autoRetry: autoRetry.optional(),
  /** How many times a message is sent again automatically. */
  autoRetryLimit: autoRetryLimit.optional(),
  /** For how many hours after it was written. */
  autoRetryHours: autoRetryHours.optional(),
  /** The errors that are temporary: numbers, or parts of texts with `*` for any text; none = Tickline's list. */
  autoRetryErrors: z.array(text(1, TRANSIENT_ERRORS_MAX.chars)).max(TRANSIENT_ERRORS_MAX.count).optional(),
  /** From how many stuck messages on administrators are alerted; 0 = never. */
  alertStuckMessages: alertStuckMessages.optional(),
  /** After how many minutes without an answer of the callback administrators are alerted; 0 = never. */
  alertDownMinutes: alertDownMinutes.optional(),
  /** After how many hours a sent message that is not delivered is overdue; 0 = never. */
  overdueAfterHours: overdueAfterHours.optional(),
  /** From how many overdue messages of a day on administrators are alerted; 0 = never. */
  alertOverdueMessages: alertOverdueMessages.optional(),
  /** How many failures among the last 50 attempts alert administrators; 0 = none. */
  alertFailedAttempts: alertFailedAttempts.optional(),
  /** What share of failures among the attempts of ten minutes alerts administrators, in percent; 0 = none. */
  alertFailedPercent: alertFailedPercent.optional(),
  /** How many characters a message may have that is sent; longer ones are refused. */
  maxMessageChars: maxMessageChars.optional(),
  /** Which changes of a conversation are told to its customers by a system message. */
  postedNotices: postedNotices.max(POSTED_NOTICES.length).optional(),
};

/** The channels of inboxes that a member can create. */
const openableChannel = z.enum(OPENABLE_CHANNELS);

export const createInboxInput = z.object({
  name: inboxName,
  ...settings,
  channel: openableChannel.default("api"),
  policy: policy.partial().strict().optional(),
});

export const updateInboxInput = z.object({
  name: inboxName.optional(),
  ...settings,
  /** After how many days an administrator is reminded to review the settings; 0 = never. */
  reviewEveryDays: reviewEveryDays.optional(),
  /** On legal hold nothing in the inbox is deleted permanently. */
  legalHold: legalHold.optional(),
  /** Customers' software may use the inbox without a token. */
  publicApi: publicApi.optional(),
  /** After how many days resolved conversations are deleted permanently; 0 = never. */
  deleteResolvedAfterDays: deleteResolvedAfterDays.optional(),
});

export const inboxRetentionInput = updateInboxInput.pick({ deleteResolvedAfterDays: true }).required();

/** Why a setting is changed, for the audit log. */
export const policyReason = text(1, REASON_CHARS_MAX);

export const changePolicyInput = z.object({
  settings: policy.partial(),
  reason: policyReason.nullable().optional(),
});

export const revertPolicyChangeInput = changePolicyInput.pick({ reason: true });
