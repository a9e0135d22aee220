import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { SubscribableType } from "@/server/contract/webhook/endpoint-settings";

/** FreeScout's twelve events, and what of our log an endpoint asks for to be told of each. Spam is a label of ours. */
const ASKED_AS = {
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

export type WebhookEvent = keyof typeof ASKED_AS;
export const WEBHOOK_EVENTS = Object.keys(ASKED_AS) as WebhookEvent[]; // its own keys

/** What an endpoint asks for, by FreeScout's names. */
export const typesOf = (events: readonly WebhookEvent[]): string[] =>
  events.flatMap((event) => ASKED_AS[event]);

/** FreeScout's names of what an endpoint asks for, also of one that was made elsewhere. */
export const eventsOf = ({ types }: Pick<EndpointDto, "types">): WebhookEvent[] =>
  WEBHOOK_EVENTS.filter((event) => {
    const [first] = ASKED_AS[event];
    return [first, first.split("/")[0], "*"].some((type) => types.includes(type ?? first));
  });
