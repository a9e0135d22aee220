import { z } from "zod";
import { id, instant } from "@/server/contract/_shared/dto";
import { endpointDto, endpointHealthDto } from "@/server/contract/webhook/endpoint";
import { HEALTH_PERIODS } from "./constants";

/** Texts of errors in a report. */
export const HEALTH_ERRORS_MAX = 50;

const count = z.number().int().nonnegative();

/**
 * Messages in one state, counted up to `HEALTH_COUNT_MAX`. `oldestAt`: when the current attempt of the oldest one began, or its
 * undo window ended; null without any.
 */
const messagesDto = z.object({ count, oldestAt: instant.nullable() });
export type HealthMessages = z.infer<typeof messagesDto>;

export const inboxHealthDto = z.object({
  inboxId: id,
  name: z.string(),
  /** Since when nobody takes its replies; null = somebody does. */
  noTakerSince: instant.nullable(),
  /** Outgoing messages that wait for their first receipt, without unconfirmed ones. */
  pending: messagesDto,
  /** Pending or unconfirmed messages that have waited for longer than the inbox allows. */
  stuck: messagesDto,
  /** Messages of which nobody knows whether they were sent; those that became so by waiting are also stuck. */
  unconfirmed: messagesDto,
  /** Messages that are failed now. */
  failed: messagesDto,
  /** Messages of the last 30 days that were sent long ago and not delivered. */
  overdue: messagesDto.extend({
    /** After how many hours a message is counted. 0: the inbox's messages are not watched. */
    afterHours: z.number().int().nonnegative(),
    /** False: nobody ever reported a delivery, so nobody knows which of them arrived. */
    reportsDelivery: z.boolean(),
  }),
  /** Attempts that began in the period. */
  attempts: count,
  /** Those of them that failed, also if a later one succeeded. */
  failedAttempts: count,
  /** The program behind the inbox. Null: it was never called. */
  sender: z
    .object({
      /** Since when no call was answered; null = the last one was. */
      failingSince: instant.nullable(),
      /** Until when it is not called. */
      pausedUntil: instant.nullable(),
      lastAnsweredAt: instant.nullable(),
    })
    .nullable(),
});
export type InboxHealthDto = z.infer<typeof inboxHealthDto>;

export const healthHourDto = z.object({ at: instant, attempts: count, failed: count });
export type HealthHourDto = z.infer<typeof healthHourDto>;

export const healthErrorDto = z.object({
  /** The text without the ids, numbers and quoted parts in which failures differ: `…` replaces them. Null: they had no text. */
  error: z.string().nullable(),
  /** Attempts that failed with it in the period. */
  attempts: count,
  /** How many of them are still failed, without those that were dismissed. */
  open: count,
  newestAt: instant,
  inboxIds: z.array(id),
  /** The newest whole texts, each with the message that failed with it last. */
  examples: z.array(z.object({ error: z.string(), messageId: id, at: instant })),
});
export type HealthErrorDto = z.infer<typeof healthErrorDto>;

export const healthQueuesDto = z.object({
  /** Messages on their way to the programs behind inboxes. `due`: their time has come; `calling`: a call runs. */
  sends: z.object({ waiting: count, due: count, calling: count, oldestDueAt: instant.nullable() }),
  /** Edits and deletions of sent messages that a channel takes to the customer, as of sends. */
  messageChanges: z.object({ waiting: count, due: count, calling: count, oldestDueAt: instant.nullable() }),
  /** Webhooks. `due`: their time has come. */
  deliveries: z.object({ waiting: count, due: count, oldestDueAt: instant.nullable() }),
  /** Events without a place in the log. */
  outbox: z.object({ waiting: count, oldestAt: instant.nullable() }),
  /** Running bulk operations, and the conversations that they have not processed yet. */
  bulkOperations: z.object({ running: count, remaining: count }),
});
export type HealthQueuesDto = z.infer<typeof healthQueuesDto>;

/** Whether an account's messages leave and arrive, and what waits. */
export const healthDto = z.object({
  at: instant,
  period: z.enum(HEALTH_PERIODS),
  /** The beginning of the first hour. */
  since: instant,
  /** The hours that were requested instead of the inboxes' own; null = each inbox's own. */
  overdueAfterHours: z.number().int().nullable(),
  inboxes: z.array(inboxHealthDto),
  /** Hours (UTC) with attempts, oldest first; failures count in the hour in which their attempt began. */
  hours: z.array(healthHourDto),
  /** The most frequent first. */
  errors: z.array(healthErrorDto),
  /** The account has more attempts or failures than are counted, and the oldest are left out. */
  isCut: z.boolean(),
  /** Of the whole account, also if the report is about one inbox. */
  queues: healthQueuesDto,
  endpoints: z.array(
    endpointDto
      .pick({ id: true, url: true, state: true, disabledReason: true, failingSince: true })
      .extend({ health: endpointHealthDto }),
  ),
});
export type HealthDto = z.infer<typeof healthDto>;
