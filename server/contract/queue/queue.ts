import { z } from "zod";
import { id, instant } from "@/server/contract/_shared/dto";
import { CHANGES } from "@/server/domain/message/content";
import { JOB_KINDS, LISTED_JOBS, QUEUED_STATES } from "./constants";

const count = z.number().int().nonnegative();

/** What waits of one inbox, endpoint or kind, counted up to `QUEUE_COUNT_MAX`. */
const waiting = {
  /** All that is not settled. */
  waiting: count,
  /** Those of them whose time has come. */
  due: count,
  /** When the oldest of them was queued; null: there is none, or its time is not stored. */
  oldestAt: instant.nullable(),
  /** When the next one is tried that is not due yet. */
  nextAt: instant.nullable(),
  /** The most tries that one of them has had. */
  triesMax: count,
};

/** Calls of one receiver. */
const calls = {
  ...waiting,
  /** Those of them that a process is sending. */
  inFlight: count,
  /** Since when no call was answered; null = the last one was. */
  failingSince: instant.nullable(),
  /** Until when it is not called. */
  pausedUntil: instant.nullable(),
};

export const sendQueueDto = z.object({ inboxId: id, name: z.string(), ...calls });
export type SendQueueDto = z.infer<typeof sendQueueDto>;

/** Edits and deletions of sent messages that the channel's own sender takes to the customer. */
export const messageChangeQueueDto = z.object({ inboxId: id, name: z.string(), ...calls });
export type MessageChangeQueueDto = z.infer<typeof messageChangeQueueDto>;

export const deliveryQueueDto = z.object({
  endpointId: id,
  url: z.string(),
  name: z.string().nullable(),
  /** Nothing is sent to a disabled one. */
  state: z.enum(["enabled", "disabled"]),
  ...calls,
});
export type DeliveryQueueDto = z.infer<typeof deliveryQueueDto>;

export const jobQueueDto = z.object({ kind: z.enum(JOB_KINDS), ...waiting });
export type JobQueueDto = z.infer<typeof jobQueueDto>;

/** What waits in an account. Inboxes, endpoints and kinds of which nothing waits are left out. */
export const queuesDto = z.object({
  at: instant,
  sends: z.array(sendQueueDto),
  messageChanges: z.array(messageChangeQueueDto),
  deliveries: z.array(deliveryQueueDto),
  jobs: z.array(jobQueueDto),
});
export type QueuesDto = z.infer<typeof queuesDto>;

const place = {
  /** Null: it belongs to no conversation, or to one that is deleted permanently. */
  displayId: id.nullable(),
  contactName: z.string().nullable(),
};

const tried = {
  tries: count,
  createdAt: instant,
  lastTriedAt: instant.nullable(),
  /** Why the last try failed, in the receiver's words or ours. */
  lastError: z.string().nullable(),
};

/** A message on its way to the program behind its inbox. */
export const queuedSendDto = z.object({
  id,
  inboxId: id,
  messageId: id,
  conversationId: id,
  ...place,
  attempt: z.number().int(),
  state: z.enum(QUEUED_STATES),
  /** A try may have arrived. It is repeated only where the program recognises it. */
  mayHaveArrived: z.boolean(),
  ...tried,
  /** When it is tried next; in flight, until when its call may run. */
  dueAt: instant,
});
export type QueuedSendDto = z.infer<typeof queuedSendDto>;

/** The change of a sent message on its way to the customer: of a message the one that was requested last. */
export const queuedMessageChangeDto = z.object({
  messageId: id,
  inboxId: id,
  /** Null: the message is deleted permanently. */
  conversationId: id.nullable(),
  ...place,
  kind: z.enum(CHANGES),
  state: z.enum(QUEUED_STATES),
  /** The customer may have the change already. It is repeated: it is made once. */
  mayHaveArrived: z.boolean(),
  /** A deletion that can be undone: nobody is called before that is over. */
  isUndoable: z.boolean(),
  tries: count,
  createdAt: instant,
  lastError: tried.lastError,
  /** When it is tried next; in flight, until when its call may run. */
  dueAt: instant,
});
export type QueuedMessageChangeDto = z.infer<typeof queuedMessageChangeDto>;

/** A delivery that waits, is in flight or failed. */
export const queuedDeliveryDto = z.object({
  id,
  endpointId: id,
  eventId: z.uuid(),
  type: z.string(),
  conversationId: id.nullable(),
  ...place,
  state: z.enum([...QUEUED_STATES, "failed"]),
  isTest: z.boolean(),
  isReplay: z.boolean(),
  ...tried,
  /** The HTTP status of the last try; null without an answer. */
  lastStatus: z.number().int().nullable(),
  /** Why the last try had no answer. */
  lastFault: z.string().nullable(),
  /** When it is tried next; in flight, until when its call may run; null: it failed. */
  dueAt: instant.nullable(),
});
export type QueuedDeliveryDto = z.infer<typeof queuedDeliveryDto>;

/** One piece of background work. `key` names it among those of its kind. */
export const queuedJobDto = z.object({
  kind: z.enum(LISTED_JOBS),
  key: z.string(),
  /** What it is about: an action, a file's name, a recipient. */
  about: z.string().nullable(),
  /** The conversation, where it is about one message. */
  displayId: id.nullable(),
  tries: count,
  createdAt: instant.nullable(),
  dueAt: instant.nullable(),
  lastError: z.string().nullable(),
});
export type QueuedJobDto = z.infer<typeof queuedJobDto>;

/** How many rows a request changed, and whether it left some because it may not change more. */
export const queueChangeDto = z.object({ count, hasMore: z.boolean() });
export type QueueChangeDto = z.infer<typeof queueChangeDto>;
