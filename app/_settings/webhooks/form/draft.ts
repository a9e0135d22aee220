import type { inferRouterInputs } from "@trpc/server";
import type { Webhook } from "@/app/_settings/webhooks/webhook";
import { CONCURRENCY_MAX } from "@/server/contract/_shared/limits";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import { HEARTBEAT_MINUTES_MAX } from "@/server/contract/webhook/heartbeat";
import type { AppRouter } from "@/server/trpc/router";

/** What is written into the form. */
export type WebhookDraft = { types: Types } & Pick<
  EndpointDto,
  "url" | "inboxIds" | "format" | "ordered" | "concurrency" | "suppressSelf" | "heartbeatMinutes"
>;
type Types = inferRouterInputs<AppRouter>["webhooks"]["create"]["types"];

export const NEW_WEBHOOK: WebhookDraft = {
  url: "",
  types: ["*"],
  inboxIds: null,
  format: "tickline",
  ordered: false,
  concurrency: 8,
  suppressSelf: false,
  heartbeatMinutes: null,
};

/** What a receiver is set to. */
export function draftOf(webhook: Webhook): WebhookDraft {
  const { url, inboxIds, format, ordered, concurrency, suppressSelf, heartbeatMinutes } = webhook;
  const types = webhook.types as Types; // what the form wrote
  return { url, types, inboxIds, format, ordered, concurrency, suppressSelf, heartbeatMinutes };
}

/** Whether it can be saved: something is asked for, and the numbers are numbers. */
export const isWhole = ({ types, concurrency, heartbeatMinutes }: WebhookDraft): boolean =>
  types.length > 0 &&
  isWithin(concurrency, CONCURRENCY_MAX) &&
  (heartbeatMinutes === null || isWithin(heartbeatMinutes, HEARTBEAT_MINUTES_MAX));

const isWithin = (value: number, max: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= max;
