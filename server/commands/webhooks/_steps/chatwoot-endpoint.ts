import { CONCURRENCY_DEFAULT } from "@/server/contract/_shared/limits";
import type { SubscribableType } from "@/server/contract/webhook/subscribable-types";
import type { EndpointSettings } from "@/server/store/webhooks/endpoints";

/** The settings of an endpoint in Chatwoot's format whose subscriptions Tickline decides: a bot's, a callback's. */
export const chatwootEndpoint = (own: {
  url: string;
  types: readonly SubscribableType[];
  inboxIds: number[];
}): EndpointSettings => ({
  ...own,
  name: null,
  types: [...own.types],
  format: "chatwoot",
  ordered: false,
  concurrency: CONCURRENCY_DEFAULT,
  suppressSelf: false,
  heartbeatMinutes: null,
});
