import { z } from "zod";
import { id } from "@/server/contract/_shared/dto";
import { sourceId, text } from "@/server/contract/_shared/fields";
import { givenInstant } from "@/server/contract/_shared/instant";
import { RECEIPT_ERROR_CHARS_MAX, RECEIPTS_MAX } from "@/server/contract/_shared/limits";
import { RECEIPT_SIGNALS } from "@/server/domain/message/tick";

/** One report; it names its message by `messageId`, or by `inboxId` and `sourceId`. */
const newReceipt = z.strictObject({
  messageId: id.optional(),
  inboxId: id.optional(),
  sourceId: sourceId.optional(),
  /** The attempt, if the source id does not identify it; absent = the current one. */
  attempt: z.number().int().min(1).optional(),
  signal: z.enum(RECEIPT_SIGNALS),
  at: givenInstant.optional(),
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
