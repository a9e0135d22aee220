import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { SubscribableType } from "@/server/contract/webhook/subscribable-types";

/** FreeScout's twelve events, and the types that an endpoint subscribes to for each. Spam is a label in Tickline. */
const TYPES_OF = {
  "convo.assigned": ["conversation.assigned"],
  "convo.created": ["conversation.created"],
  "convo.deleted": ["conversation.trashed"],
  "convo.deleted_forever": ["conversation.purged"],
  "convo.restored": ["conversation.restored"],
  "convo.moved": ["conversation.moved"],
  "convo.status": ["conversation.status_changed", "conversation.labelled/spam"],
  "convo.customer.reply.created": ["message.created/in"],
  "convo.agent.reply.created": ["message.created/out"],
  "convo.note.created": ["note.created"],
  "customer.created": ["contact.created"],
  "customer.updated": ["contact.updated"],
} as const satisfies Record<string, readonly [SubscribableType, ...SubscribableType[]]>;

export type WebhookEvent = keyof typeof TYPES_OF;
export const WEBHOOK_EVENTS = Object.keys(TYPES_OF) as WebhookEvent[]; // by its keys

/** The types of a subscription, by FreeScout's names. */
export const typesOf = (events: readonly WebhookEvent[]): string[] =>
  events.flatMap((event) => TYPES_OF[event]);

/** FreeScout's names of an endpoint's types, also of an endpoint created elsewhere. */
export const eventsOf = ({ types }: Pick<EndpointDto, "types">): WebhookEvent[] =>
  WEBHOOK_EVENTS.filter((event) => {
    const [first] = TYPES_OF[event];
    return [first, first.split("/")[0], "*"].some((type) => types.includes(type ?? first));
  });
