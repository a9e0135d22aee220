import type { inferRouterOutputs } from "@trpc/server";
import type { LogTime } from "@/app/_settings/events/event-filters";
import type { DeliveryState, DeliveryType } from "@/server/contract/webhook/constants";
import type { AppRouter } from "@/server/trpc/router";

type Outputs = inferRouterOutputs<AppRouter>["webhooks"];

/** An endpoint with its health. */
export type Webhook = Outputs["get"];
type NamedWebhook = Pick<Webhook, "name" | "url"> & { bot?: { name: string } | null | undefined };

/** What people call an endpoint: its name, that of its bot, or its host. */
export const webhookName = ({ name, url, bot }: NamedWebhook): string =>
  name ?? bot?.name ?? (URL.canParse(url) ? new URL(url).host : url);

export type ShownDelivery = Outputs["delivery"];
export type WebhookRequest = NonNullable<Outputs["sample"]>;

/** Interval of polling deliveries while the page is visible: the log has no events for them. */
export const POLL_INTERVAL_MS = 3_000;

export type DeliveryFilter = LogTime & { state: DeliveryState | null; type: DeliveryType | null };
export const NO_FILTER: DeliveryFilter = { state: null, type: null, from: "", to: "" };
