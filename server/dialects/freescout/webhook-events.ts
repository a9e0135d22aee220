import type { EndpointDto } from "@/server/contract/endpoint";
import type { AskableType } from "@/server/contract/endpoint-settings";

/** FreeScout's twelve events, and what of our log an endpoint asks for to be told of each. */
const ASKED_AS = {
  "convo.assigned": "conversation.assigned",
  "convo.created": "conversation.created",
  "convo.deleted": "conversation.trashed",
  "convo.deleted_forever": "conversation.purged",
  "convo.restored": "conversation.restored",
  "convo.moved": "conversation.moved",
  "convo.status": "conversation.status_changed",
  "convo.customer.reply.created": "message.created/in",
  "convo.agent.reply.created": "message.created/out",
  "convo.note.created": "note.created",
  "customer.created": "contact.created",
  "customer.updated": "contact.updated",
} as const satisfies Record<string, AskableType>;

export type WebhookEvent = keyof typeof ASKED_AS;
export const WEBHOOK_EVENTS = Object.keys(ASKED_AS) as WebhookEvent[]; // its own keys

/** What an endpoint asks for, by FreeScout's names. */
export const typesOf = (events: readonly WebhookEvent[]): string[] => events.map((event) => ASKED_AS[event]);

/** FreeScout's names of what an endpoint asks for, also of one that was made elsewhere. */
export const eventsOf = ({ types }: Pick<EndpointDto, "types">): WebhookEvent[] =>
  WEBHOOK_EVENTS.filter((event) => {
    const [type = ""] = ASKED_AS[event].split("/");
    return types.some((asked) => asked === "*" || asked === type || asked === ASKED_AS[event]);
  });
