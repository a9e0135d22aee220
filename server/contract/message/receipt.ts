import { z } from "zod";
import { actor, id, instant } from "@/server/contract/_shared/dto";

/** A receipt in a message's tick timeline. */
export const receiptDto = z.object({
  id,
  attempt: z.number().int().nonnegative(),
  signal: z.enum(["accepted", "sent", "failed", "delivered", "read", "retry", "stuck"]),
  result: z.enum(["applied", "stale", "no_tick"]),
  sourceId: z.string().nullable(),
  error: z.string().nullable(),
  actor,
  at: instant,
  receivedAt: instant,
});
export type ReceiptDto = z.infer<typeof receiptDto>;
