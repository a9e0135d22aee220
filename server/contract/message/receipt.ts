import { z } from "zod";
import { actor, id, instant } from "@/server/contract/_shared/dto";
import { sourceId, text } from "@/server/contract/_shared/fields";
import { RECEIPT_ERROR_CHARS_MAX, RECEIPTS_MAX } from "@/server/contract/_shared/limits";
import { instantInput } from "@/server/contract/_shared/primitives";
import { IGNORED_REASONS, type Ignored, RECEIPT_SIGNALS } from "@/server/domain/message/tick";
import { TIMELINE_SIGNALS } from "./constants";

/** One report; it names its message by `messageId`, or by `inboxId` and `sourceId`. */
const newReceipt = z.strictObject({
  messageId: id.optional(),
  inboxId: id.optional(),
  sourceId: sourceId.optional(),
  /** The attempt, if the source id does not identify it; absent = the current one. */
  attempt: z.number().int().min(1).optional(),
  signal: z.enum(RECEIPT_SIGNALS),
  at: instantInput.optional(),
  /** Why it failed, in the provider's text. */
  error: text(0, RECEIPT_ERROR_CHARS_MAX).nullable().optional(),
});

/** A list alone, or one receipt, is a mistake that is easily made. */
const FORM = 'must be {"receipts": […]}, also for a single receipt';

export const recordReceiptsInput = z.object(
  {
    receipts: z
      .array(newReceipt, { error: ({ input }) => (input === undefined ? FORM : undefined) })
      .min(1)
      .max(RECEIPTS_MAX),
  },
  { error: ({ code }) => (code === "invalid_type" ? FORM : undefined) },
);

/**
 * What a receipt's line has beside its result: why it was ignored, that a failure named no message and is of this one by
 * exclusion, or that a member states it and no program.
 */
const RECEIPT_REASONS = [...IGNORED_REASONS, "guessed", "stated"] as const;

/** A receipt in a message's tick timeline. */
export const receiptDto = z.object({
  id,
  attempt: z.number().int().nonnegative(),
  signal: z.enum(TIMELINE_SIGNALS),
  result: z.enum(["applied", "stale", "no_tick"]),
  /**
   * Why a stale one changed nothing; `guessed`: a failure reported without naming its message; `stated`: the message was marked
   * as delivered. Null for any other, and for those of releases before reasons were kept.
   */
  reason: z.enum(RECEIPT_REASONS).nullable(),
  sourceId: z.string().nullable(),
  error: z.string().nullable(),
  actor,
  at: instant,
  receivedAt: instant,
});
export type ReceiptDto = z.infer<typeof receiptDto>;

/** One call of the program behind a message's inbox. */
export const sendTryDto = z.object({
  id,
  attempt: z.number().int().positive(),
  /** From 1 in each attempt. */
  number: z.number().int().positive(),
  at: instant,
  durationMs: z.number().int().nonnegative(),
  outcome: z.enum(["accepted", "refused", "not_sent", "ambiguous"]),
  /** The HTTP status; null without an answer. */
  status: z.number().int().nullable(),
  /** The program's words, or why there is no answer; null if it accepted. */
  detail: z.string().nullable(),
  /** When it is tried next; null = not again. */
  nextAt: instant.nullable(),
});
export type SendTryDto = z.infer<typeof sendTryDto>;

/** An earlier message of the conversation, which is sent first. */
export const earlierSend = z.object({
  messageId: id,
  number: z.number().int().positive(),
  createdAt: instant,
});
export type EarlierSend = z.infer<typeof earlierSend>;

/** Why an update of a message was ignored: a stale receipt, or one about a message that nobody knows. */
export const UPDATE_REASONS = [...IGNORED_REASONS, "unknown_message"] as const;
export type UpdateReason = (typeof UPDATE_REASONS)[number];

/** What whoever reported it does next. */
const NEXT_STEPS: Record<UpdateReason, string> = {
  repeated: "The message has this status. Nothing to do.",
  lower: "The message already has a higher status. Nothing to do: reports may arrive in any order.",
  final:
    "Nothing can change this any more: the message was read, or its attempt is over. To report a new attempt, leave `attempt` out, or retry the message first.",
  too_soon:
    "So soon after the failure, this is taken for a late report of the attempt that failed. If you have sent the message again, report `sent` with a time (`at`) from `countsFrom` on, or change the inbox's `retryGapSeconds`.",
  unknown_message:
    "No message has this id, or the token may not see its inbox. Check the id and the account; if you know only the provider's id, report it as `sourceId` with `inboxId`: it is kept until the message is known.",
};

export const ignoredUpdate = z.object({
  reason: z.enum(UPDATE_REASONS),
  /** From when on a report that came too soon would count. */
  countsFrom: instant.optional(),
  /** What to do, in words. */
  next: z.string(),
});

/** Why an update was ignored, in the words of every API that answers one; null: it was not. */
export function explainIgnored({
  result,
  ignored,
}: {
  result: string;
  ignored: Ignored | null;
}): z.infer<typeof ignoredUpdate> | null {
  const reason = result === "message.not_found" ? "unknown_message" : ignored?.reason;
  if (!reason) return null;
  const countsFrom = ignored?.countsFrom?.toISOString();
  return { reason, ...(countsFrom !== undefined && { countsFrom }), next: NEXT_STEPS[reason] };
}
