import type { Context } from "hono";
import { EARLY_HEADER } from "@/server/lib/web/replay-header";

/**
 * What became of a webhook: it is stored, or is to come again. `early`: it is about a message that is not here yet. `later`: it cannot be
 * stored now.
 */
export type WebhookResult = "stored" | "early" | "later";

/** The answer to a webhook, which comes again after a 503. */
export function answerWebhook(c: Context, result: WebhookResult, retryAfterS: number): Response {
  if (result === "stored") return c.json({ ok: true });
  const early = result === "early" ? { [EARLY_HEADER]: "1" } : {};
  return c.json({ ok: false }, 503, { "retry-after": String(retryAfterS), ...early });
}
