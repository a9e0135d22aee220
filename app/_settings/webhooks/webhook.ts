import type { inferRouterOutputs } from "@trpc/server";
import type { LogTime } from "@/app/_settings/events/log-fields";
import type { DeliveryState } from "@/server/contract/webhook/endpoint";
import type { DeliveryType } from "@/server/contract/webhook/heartbeat";
import type { AppRouter } from "@/server/trpc/router";

type Outputs = inferRouterOutputs<AppRouter>["webhooks"];

/** A receiver with how it does and did. */
export type Webhook = Outputs["get"];
export type ShownDelivery = Outputs["delivery"];
export type WebhookRequest = NonNullable<Outputs["sample"]>;

/** How often deliveries are polled while the page is visible: they are no events of the log. */
export const POLL_INTERVAL_MS = 3_000;

export type DeliveryFilter = LogTime & { state: DeliveryState | null; type: DeliveryType | null };
export const NO_FILTER: DeliveryFilter = { state: null, type: null, from: "", to: "" };
