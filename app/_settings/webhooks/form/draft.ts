import type { inferRouterInputs } from "@trpc/server";
import type { Webhook } from "@/app/_settings/webhooks/webhook";
import { CONCURRENCY_MAX } from "@/server/contract/_shared/limits";
import { HEARTBEAT_MINUTES_MAX } from "@/server/contract/webhook/constants";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { AppRouter } from "@/server/trpc/router";

/** The form's values. */
export type WebhookDraft = { types: Types } & Pick<
  EndpointDto,
  "name" | "url" | "inboxIds" | "format" | "ordered" | "concurrency" | "suppressSelf" | "heartbeatMinutes"
>;
type Types = inferRouterInputs<AppRouter>["webhooks"]["create"]["types"];

export const NEW_WEBHOOK: WebhookDraft = {
  name: null,
  url: "",
  types: ["*"],
  inboxIds: null,
  format: "tickline",
  ordered: false,
  concurrency: 8,
  suppressSelf: false,
  heartbeatMinutes: null,
};

/** An endpoint's settings as the form's values. */
export function draftOf(webhook: Webhook): WebhookDraft {
  const { name, url, inboxIds, format, ordered, concurrency, suppressSelf, heartbeatMinutes } = webhook;
  const types = webhook.types as Types; // written by the form
  return { name, url, types, inboxIds, format, ordered, concurrency, suppressSelf, heartbeatMinutes };
}

/** Whether it can be saved: a type is chosen, and the numbers are valid. */
export const isWhole = ({ types, concurrency, heartbeatMinutes }: WebhookDraft): boolean =>
  types.length > 0 &&
  isWithin(concurrency, CONCURRENCY_MAX) &&
  (heartbeatMinutes === null || isWithin(heartbeatMinutes, HEARTBEAT_MINUTES_MAX));

const isWithin = (value: number, max: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= max;

/** Whether two drafts would be saved as the same settings: the order of types and inboxes has no meaning. */
export const isSame = (a: WebhookDraft, b: WebhookDraft): boolean =>
  JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));

const inOrder = ({ types, inboxIds, ...rest }: WebhookDraft) => ({
  types: types.toSorted(),
  inboxIds: inboxIds?.toSorted((one, other) => one - other) ?? null,
  ...rest,
});
