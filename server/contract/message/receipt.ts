import { z } from "zod";
import { actor, id, instant } from "@/server/contract/_shared/dto";
import { TIMELINE_SIGNALS } from "./constants";

/** A receipt in a message's tick timeline. */
export const receiptDto = z.object({
  id,
  attempt: z.number().int().nonnegative(),
  signal: z.enum(TIMELINE_SIGNALS),
  result: z.enum(["applied", "stale", "no_tick"]),
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
