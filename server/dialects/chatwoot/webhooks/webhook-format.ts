import type { Services } from "@/server/commands/_run/services";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { Event } from "@/server/contract/event/event";
import type { Current, Rendered, WebhookFormat } from "@/server/contract/webhook/webhook-format";
import type { WebhookDetails } from "@/server/dialects/chatwoot/queries/list-webhook-details";
import { signatureHeaders } from "./callback-body";
import { actorsOf, agentsOf, asNow, contextOf, partsOf, subjectOf } from "./event-parts";
import { changedAttributesOf, createDetailsLoader, EVENTS } from "./webhook-events";
import { contactWebhookJson, conversationWebhookJson, messageWebhookJson } from "./webhook-json";

/**
 * The body and headers of Chatwoot's webhooks. What people wrote is shown as it is at the try, as upstream does: a deleted
 * message has no text. The rest is as of the event.
 * @param baseUrl where the addresses of pictures begin, without a final slash.
 */
export function createChatwootFormat(
  services: Pick<Services, "database" | "now">,
  baseUrl: string,
): WebhookFormat {
  const load = createDetailsLoader(services);
  return {
    name: "chatwoot",
    types: EVENT_TYPES.filter((type) => Object.hasOwn(EVENTS, type)),
    actors: actorsOf,
    showsFiles: true,
    render: (_, event, current) => render(event(), current, { accountId: 1, details: null, baseUrl }),
    async load(event, accountId) {
      const subject = Object.hasOwn(EVENTS, event.type) ? subjectOf(event, accountId) : null;
      const details = subject && (await load(subject));
      if (!details) return () => null;
      return (current) => render(event, current, { accountId, details, baseUrl });
    },
    sign: signatureHeaders,
  };
}

type Loaded = { accountId: number; details: WebhookDetails | null; baseUrl: string };

/** Without `details`, a sample. Null where the conversation or message is gone. */
function render(event: Event, current: Current, { accountId, details, baseUrl }: Loaded): Rendered | null {
  const [name, parts] = [EVENTS[event.type], partsOf(event)];
  if (name === undefined || !parts) return null;
  const { contact, conversation, message } = parts;
  const account = { id: accountId, name: details?.accountName ?? "Acme" };
  const told = {
    event: name,
    ...(!event.type.endsWith(".created") && { changed: changedAttributesOf(event) }),
  };
  if (!conversation) return rendered(contactWebhookJson(told, contact, account));

  const known = details ?? { accountName: account.name, conversation: sampleDetails(conversation) };
  const context = contextOf({ conversation, contact }, known, {
    accountId,
    rendering: { now: current.now, baseUrl, urlsOf: current.urlsOf },
    agents: agentsOf(event, current, details),
  });
  if (!context) return null;
  if (!message) return rendered(conversationWebhookJson(told, details?.message ?? null, context));
  const shown = details ? details.message && asNow(message, details.message) : message;
  return shown && rendered(messageWebhookJson(told, shown, context));
}

const rendered = (body: object): Rendered => ({
  body: JSON.stringify(body),
  headers: { accept: "application/json" },
});

const sampleDetails = ({
  inboxId,
  createdAt,
}: ConversationDto): NonNullable<WebhookDetails["conversation"]> => ({
  inbox: { id: inboxId, name: "Support", channel: "api" },
  contactInbox: { id: 1, sourceId: "sample", createdAt },
  team: null,
  firstReplyAt: null,
  agentSeenAt: null,
});
