import type { Webhook } from "./webhook";

type Health = Pick<Webhook["health"], "pausedUntil"> &
  Partial<Pick<Webhook["health"], "lastDeliveredAt" | "lastFailedAt">>;

/**
 * How an endpoint does. `retrying`: it is enabled, but its last attempt failed; `failing` follows when that goes on for long.
 */
export function shownStateOf({
  state,
  failingSince,
  health: { pausedUntil, lastDeliveredAt = null, lastFailedAt = null },
}: Pick<Webhook, "state" | "failingSince"> & { health: Health }) {
  if (state === "disabled") return "disabled";
  if (failingSince !== null) return "failing";
  if (pausedUntil !== null) return "paused";
  if (lastFailedAt === null) return "enabled";
  const isDeliveredSince =
    lastDeliveredAt !== null && Date.parse(lastDeliveredAt) >= Date.parse(lastFailedAt);
  return isDeliveredSince ? "enabled" : "retrying";
}

export type ShownWebhook = Parameters<typeof shownStateOf>[0];
