import type { inferRouterInputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";
import type { Webhook } from "./webhook";

/** What is written into the form. */
export type WebhookDraft = inferRouterInputs<AppRouter>["webhooks"]["create"];
type Types = WebhookDraft["types"];

export const NEW_WEBHOOK: WebhookDraft = {
  url: "",
  types: ["*"],
  inboxIds: null,
  format: "tickline",
  ordered: false,
  concurrency: 8,
  suppressSelf: false,
};

/** What a receiver is set to. */
export function draftOf(webhook: Webhook): WebhookDraft {
  const { url, types, inboxIds, format, ordered, concurrency, suppressSelf } = webhook;
  return { url, types: types as Types, inboxIds, format, ordered, concurrency, suppressSelf }; // what the form wrote
}

/** Whether it can be saved: something is asked for, and the numbers are numbers. */
export const isWhole = ({ types, concurrency }: WebhookDraft): boolean =>
  types.length > 0 && Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 64;
