import { z } from "zod";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type Actor, actor, attributes, instant, versioned } from "@/server/contract/_shared/primitives";
import {
  ALERT_DOWN_MINUTES,
  ALERT_FAILED_ATTEMPTS,
  ALERT_FAILED_PERCENT,
  ALERT_OVERDUE_MESSAGES,
  ALERT_STUCK_MESSAGES,
  OVERDUE_AFTER_HOURS,
} from "@/server/domain/alert/alert";
import { DELETE_RESOLVED_DAYS_MAX } from "@/server/domain/deletion/deletion";
import { CALLBACK_FORMATS, CHANNELS } from "@/server/domain/inbox/channel";
import type { InboxSettingName, ReviewedSetting } from "@/server/domain/inbox/inbox-settings";
import type { PolicySetting } from "@/server/domain/inbox/policy";
import { RETRY_GAP_SECONDS } from "@/server/domain/message/attempt-group";
import { POSTED_NOTICES } from "@/server/domain/message/system-message";
import { STUCK_AFTER_MINUTES } from "@/server/domain/message/tick";
import { AUTO_RETRY_HOURS, AUTO_RETRY_LIMIT } from "@/server/domain/send/auto-retry";

export const policy = z.object({
  botEnabled: z.boolean(),
  botTakesReopened: z.boolean(),
  startAsPending: z.boolean(),
  callerStatusWins: z.boolean(),
  onMessageAfterResolve: z.enum(["reopen", "newConversation"]),
});
export type PolicyDto = z.infer<typeof policy>;

/** The settings that a review approved. Reviews of earlier releases lack some. */
export const reviewedSettings = z.object({
  name: z.string(),
  callbackUrl: z.string().nullable(),
  callbackFormat: z.enum(CALLBACK_FORMATS).optional(),
  callbackDeduplicates: z.boolean().optional(),
  callbackAnswersLookups: z.boolean().optional(),
  messagesStartAs: z.enum(["pending", "sent"]),
  stuckAfterMinutes: z.number().int().optional(),
  retryGapSeconds: z.number().int().optional(),
  autoRetry: z.boolean().optional(),
  autoRetryLimit: z.number().int().optional(),
  autoRetryHours: z.number().int().optional(),
  autoRetryErrors: z.array(z.string()).optional(),
  reviewEveryDays: z.number().int().optional(),
  legalHold: z.boolean().optional(),
  deleteResolvedAfterDays: z.number().optional(),
  archiveBeforeDeletion: z.boolean().optional(),
  publicApi: z.boolean().optional(),
  identifier: z.string().optional(),
  postedNotices: z.array(z.enum(POSTED_NOTICES)).optional(),
  policy,
} satisfies Record<ReviewedSetting | "policy", z.ZodType>);

const inboxReview = z.object({
  at: instant,
  by: actor,
  /** Tickline's release. */
  release: z.string(),
  settings: reviewedSettings,
});

type Schemas = Partial<Record<InboxSettingName, z.ZodType>>;

/** The settings that a new inbox may have. */
export const firstSettings = {
  /** The program that outgoing messages are taken to; null = none: who sends them reads `message.send_requested`. */
  callbackUrl: z.string().nullable(),
  /** What the program is sent: Tickline's call, or the webhook of Chatwoot's API inbox. */
  callbackFormat: z.enum(CALLBACK_FORMATS),
  /** The program ignores a `sendId` that it knows: a try without a definite answer is repeated. */
  callbackDeduplicates: z.boolean(),
  /** The program answers whether it got a message: it is asked before a try without a definite answer is unconfirmed. */
  callbackAnswersLookups: z.boolean(),
  messagesStartAs: z.enum(["pending", "sent"]),
  /** How long a message may be pending before it is stuck; 0 = without limit. */
  stuckAfterMinutes: z.number().int().min(0).max(STUCK_AFTER_MINUTES.max),
  /** How many seconds after a failure a `sent` begins the next attempt; before that it is a reordered report. */
  retryGapSeconds: z.number().int().min(0).max(RETRY_GAP_SECONDS.max),
  /** Messages that failed with a temporary error are sent again automatically. */
  autoRetry: z.boolean(),
  /** How many times. */
  autoRetryLimit: z.number().int().min(1).max(AUTO_RETRY_LIMIT.max),
  /** For how many hours after a message was written. */
  autoRetryHours: z.number().int().min(1).max(AUTO_RETRY_HOURS.max),
  /** The errors that are temporary: numbers, or parts of texts with `*` for any text; none = Tickline's list. */
  autoRetryErrors: z.array(z.string()),
  /** From how many stuck messages on administrators are alerted; 0 = never. */
  alertStuckMessages: z.number().int().min(0).max(ALERT_STUCK_MESSAGES.max),
  /** After how many minutes without an answer of the callback administrators are alerted; 0 = never. */
  alertDownMinutes: z.number().int().min(0).max(ALERT_DOWN_MINUTES.max),
  /** After how many hours a message that was sent should be delivered; later it is overdue. 0 = not watched. */
  overdueAfterHours: z.number().int().min(0).max(OVERDUE_AFTER_HOURS.max),
  /** From how many overdue messages of a day on administrators are alerted; 0 = never. */
  alertOverdueMessages: z.number().int().min(0).max(ALERT_OVERDUE_MESSAGES.max),
  /** How many failures among the last 50 attempts alert administrators; 0 = any number is ignored. */
  alertFailedAttempts: z.number().int().min(0).max(ALERT_FAILED_ATTEMPTS.max),
  /** What share of failures among the attempts of ten minutes alerts administrators, in percent; 0 = any is ignored. */
  alertFailedPercent: z.number().int().min(0).max(ALERT_FAILED_PERCENT.max),
  /** How many characters a message may have that is sent. */
  maxMessageChars: z.number().int().min(1).max(CONTENT_CHARS_MAX),
  /** The changes of a conversation that are told to its customers by a system message. */
  postedNotices: z.array(z.enum(POSTED_NOTICES)),
  /** Replies that members write on screens get their signature. */
  appendsSignatures: z.boolean(),
} satisfies Schemas;

/** Those that only an inbox that exists has. */
export const laterSettings = {
  /** The review interval; 0 = no reminders. */
  reviewEveryDays: z.number().int().min(0).max(365),
  /** Nothing in the inbox is deleted permanently. */
  legalHold: z.boolean(),
  /** Customers' software may use the inbox without a token. */
  publicApi: z.boolean(),
  /** So many days after they were resolved, conversations are deleted permanently; 0 = never. */
  deleteResolvedAfterDays: z.number().int().min(0).max(DELETE_RESOLVED_DAYS_MAX),
  /** They are archived before that. */
  archiveBeforeDeletion: z.boolean(),
} satisfies Schemas;

export const inboxDto = z.object({
  ...versioned,
  name: z.string(),
  channel: z.enum(CHANNELS),
  /** The inbox's public id in URLs that customers' software calls. */
  identifier: z.string(),
  ...firstSettings,
  /** How the channel is set up, without its secrets. */
  settings: attributes,
  /** Since when nobody takes the inbox's replies, so that they stay in Tickline; null = somebody does. */
  noTakerSince: instant.nullable(),
  policy,
  /** The last review and the settings then. */
  review: inboxReview.nullable(),
  ...laterSettings,
  /**
   * The result of the last comparison of the settings with the reviewed ones, or those at creation.
   */
  lastAudit: z
    .object({
      at: instant,
      release: z.string(),
      reason: z.enum(["release", "time"]),
      /**
       * The settings that differ; `token.created` and the like: of members, tokens, webhooks, the
       * account.
       */
      drift: z.array(z.string()),
      decided: z.number().int().nonnegative(),
      /** How many decisions since the review differ from those settings' outcome. */
      moved: z.number().int().nonnegative(),
    })
    .nullable(),
});
export type InboxDto = z.infer<typeof inboxDto>;

/** Setting of the policy → the change that set its value. */
export type PolicySetBy = Partial<
  Record<PolicySetting, { changeId: number; changedBy: Actor; changedAt: string }>
>;
