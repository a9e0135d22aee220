import { z } from "zod";
import { actor, conversationStatus, id, instant, outcomeCause } from "@/server/contract/_shared/dto";
import { ENDPOINT_FORMATS } from "@/server/contract/webhook/constants";
import { DISABLED_REASONS } from "@/server/contract/webhook/endpoint";
import { CALL_NAMES, CONNECTION_WARNINGS, REPLY_EFFECTS } from "@/server/domain/inbox/diagnosis";
import { POLICY_SETTINGS, POLICY_WARNINGS } from "@/server/domain/inbox/policy";
import { REPLY_TAKERS } from "@/server/domain/inbox/reply-takers";
import { settingChangeDto } from "./setting-change";

const ending = z.object({ status: conversationStatus.nullable(), isDiverted: z.boolean() });

export const DIAGNOSED_SETTINGS = [
  ...POLICY_SETTINGS,
  "callbackUrl",
  "messagesStartAs",
  "stuckAfterMinutes",
  "retryGapSeconds",
] as const;

/** A webhook endpoint that receives an inbox's messages. */
const subscribedWebhookDto = z.object({
  id,
  url: z.string(),
  format: z.enum(ENDPOINT_FORMATS),
  isBot: z.boolean(),
  /** The event types of messages that it receives. */
  hears: z.array(z.string()),
  /** It receives messages to send: `message.send_requested`, or what another product's format has for it. */
  isForReplies: z.boolean(),
  state: z.enum(["enabled", "disabled"]),
  disabledReason: z.enum(DISABLED_REASONS).nullable(),
  /** Since when every try has failed. */
  failingSince: instant.nullable(),
  /** Until when the breaker is open. */
  pausedUntil: instant.nullable(),
  lastDeliveredAt: instant.nullable(),
  lastFailedAt: instant.nullable(),
});

/** Who takes an inbox's replies out. Agents see who does, but no addresses and no names. */
const repliesDto = z.object({
  /**
   * Empty: nobody. `socket`: a customer's app, or a stream or long poll of `GET /v1/events` that names `message.send_requested`,
   * is connected. `token`: somebody has reported about one of the newest 50 messages within 7 days.
   */
  takers: z.array(z.enum(REPLY_TAKERS)),
  /** Since when every call of the callback has failed. */
  callbackFailingSince: instant.nullable(),
  /** Null: the caller is no administrator. */
  webhooks: z.array(subscribedWebhookDto).nullable(),
  /**
   * The tokens that have read the event log within a day, are connected, or have reported about messages. Reading alone takes no
   * reply. Null: the caller is no administrator.
   */
  readers: z
    .array(
      z.object({
        tokenId: id,
        name: z.string(),
        /** When it last read the event log with the messages to send. */
        readAt: instant.nullable(),
        /** When it last reported about a message of the inbox. */
        reportedAt: instant.nullable(),
        isConnected: z.boolean(),
      }),
    )
    .nullable(),
});

/** The statuses that programs have set. */
const programStatusesDto = z.object({
  /** As far back as was examined: the newest 10,000 changes of the account, at most seven days. */
  from: instant,
  data: z.array(
    z.object({
      actor,
      of: z.enum(["conversation", "message"]),
      /** A conversation's status, or the signal of a receipt that had an effect. */
      status: z.string(),
      /** Why a conversation got it. */
      rule: outcomeCause.shape.rule.nullable(),
      count: z.number().int().positive(),
      lastAt: instant,
    }),
  ),
});

/** How an inbox's settings treat an integrator's calls. */
export const diagnosisDto = z.object({
  /** Since when calls are counted. */
  since: instant,
  settings: z.array(
    z.object({
      setting: z.enum(DIAGNOSED_SETTINGS),
      value: z.union([z.boolean(), z.string(), z.number()]).nullable(),
      /** The value's source: Tickline's default, the inbox's creation, or a change. */
      source: z.enum(["default", "creation", "change"]),
      change: settingChangeDto.nullable(),
      /** Of settings that decide what happens to replies: what it does, as the others are. Null: of the policy. */
      effect: z.enum(REPLY_EFFECTS).nullable(),
    }),
  ),
  calls: z.array(
    z.object({
      call: z.enum(CALL_NAMES),
      /** The current outcome. */
      ending: ending.extend({ cause: outcomeCause.nullable() }),
      /** The outcomes of such calls; those that no setting decides are not counted. */
      lastDays: z.array(ending.extend({ count: z.number().int().positive() })),
    }),
  ),
  replies: repliesDto,
  programStatuses: programStatusesDto,
  warnings: z.array(z.enum([...POLICY_WARNINGS, ...CONNECTION_WARNINGS])),
});
export type DiagnosisDto = z.infer<typeof diagnosisDto>;
