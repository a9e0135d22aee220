import { z } from "zod";
import { id } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { REASON_CHARS_MAX } from "@/server/contract/_shared/limits";
import { DISCARDED_JOBS, RETRIED_JOBS } from "./constants";

/** Why something is discarded; written to the audit log. */
const because = { reason: text(1, REASON_CHARS_MAX).nullable().optional() };

/** The longest key of a job. */
const JOB_KEY_CHARS_MAX = 500;

/** One send, or those that wait of an inbox. */
export const retrySendsInput = z.union([z.strictObject({ sendId: id }), z.strictObject({ inboxId: id })]);
export const discardSendsInput = z.union([
  z.strictObject({ sendId: id, ...because }),
  z.strictObject({ inboxId: id, ...because }),
]);

/** The change of one message, or those that wait of an inbox. */
export const retryMessageChangesInput = z.union([
  z.strictObject({ messageId: id }),
  z.strictObject({ inboxId: id }),
]);
export const discardMessageChangesInput = z.union([
  z.strictObject({ messageId: id, ...because }),
  z.strictObject({ inboxId: id, ...because }),
]);

/** One delivery, or those that wait of an endpoint. */
export const retryDeliveriesInput = z.union([
  z.strictObject({ deliveryId: id }),
  z.strictObject({ endpointId: id }),
]);
export const discardDeliveriesInput = z.union([
  z.strictObject({ deliveryId: id, ...because }),
  z.strictObject({ endpointId: id, ...because }),
]);

const key = text(1, JOB_KEY_CHARS_MAX);
export const retryJobInput = z.object({ kind: z.enum(RETRIED_JOBS), key });
export const discardJobInput = z.object({ kind: z.enum(DISCARDED_JOBS), key, ...because });

export type RetrySends = z.infer<typeof retrySendsInput>;
export type DiscardSends = z.infer<typeof discardSendsInput>;
export type RetryMessageChanges = z.infer<typeof retryMessageChangesInput>;
export type DiscardMessageChanges = z.infer<typeof discardMessageChangesInput>;
export type RetryDeliveries = z.infer<typeof retryDeliveriesInput>;
export type DiscardDeliveries = z.infer<typeof discardDeliveriesInput>;
export type RetryJob = z.infer<typeof retryJobInput>;
export type DiscardJob = z.infer<typeof discardJobInput>;
