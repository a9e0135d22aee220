import type { inferRouterOutputs } from "@trpc/server";
import type { LogTime } from "@/app/_settings/events/event-filters";
import type { DeliveryState, DeliveryType } from "@/server/contract/webhook/constants";
import type { AppRouter } from "@/server/trpc/router";

type Outputs = inferRouterOutputs<AppRouter>["webhooks"];

/** An endpoint with its health. */
export type Webhook = Outputs["get"];
type NamedWebhook = Pick<Webhook, "name" | "url"> & { bot?: { name: string } | null | undefined };

/** The name of an endpoint or its bot; null: neither has one. */
export const ownName = ({ name, bot }: NamedWebhook): string | null => name ?? bot?.name ?? null;

/** What people call an endpoint: its name, that of its bot, or its host. */
export const webhookName = (webhook: NamedWebhook): string => {
  const { url } = webhook;
  return ownName(webhook) ?? (URL.canParse(url) ? new URL(url).host : url);
};

export type ShownDelivery = Outputs["delivery"];
export type WebhookRequest = NonNullable<Outputs["sample"]>;

/** Interval of polling deliveries while the page is visible: the log has no events for them. */
export const POLL_INTERVAL_MS = 3_000;

export type DeliveryFilter = LogTime & { state: DeliveryState | null; type: DeliveryType | null };
export const NO_FILTER: DeliveryFilter = { state: null, type: null, from: "", to: "" };
