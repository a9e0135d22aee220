import type { Context } from "hono";
import { EARLY_HEADER } from "@/server/lib/web/replay-header";

/**
 * What became of a webhook: it is stored, or is to come again. `early`: it is about a message that is not here yet. `later`: it cannot be
 * stored now.
 */
export type Taken = "stored" | "early" | "later";

/** The answer to a webhook, which comes again after a 503. */
export function answerTaken(c: Context, taken: Taken, retryAfterS: number): Response {
  if (taken === "stored") return c.json({ ok: true });
  const early = taken === "early" ? { [EARLY_HEADER]: "1" } : {};
  return c.json({ ok: false }, 503, { "retry-after": String(retryAfterS), ...early });
}
