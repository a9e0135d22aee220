import type { Services } from "@/server/commands/_run/services";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { actorKey } from "@/server/contract/conversation/actor-view";
import type { Event } from "@/server/contract/event/event";
import { UNDO_WINDOW_MS_MAX } from "@/server/contract/message/constants";
import { userSenderJson } from "@/server/dialects/chatwoot/json/agent-json";
import { contactIdentityJson } from "@/server/dialects/chatwoot/json/contact-json";
import { echoOf } from "@/server/dialects/chatwoot/json/echo";
import { publicMessageJson } from "@/server/dialects/chatwoot/json/message-json";
import { secondsOrZero } from "@/server/dialects/chatwoot/json/wire-time";
import type { WebhookDetails } from "@/server/dialects/chatwoot/queries/list-webhook-details";
import {
  actorsOf,
  agentsOf,
  asNow,
  contextOf,
  partsOf,
  subjectOf,
} from "@/server/dialects/chatwoot/webhooks/event-parts";
import {
  changedAttributesOf,
  type createDetailsLoader,
} from "@/server/dialects/chatwoot/webhooks/webhook-events";
import {
  pushedConversationJson,
  pushedMessageJson,
  type WebhookContext,
} from "@/server/dialects/chatwoot/webhooks/webhook-json";
import type { Rendering } from "@/server/files/file-url";
import { findAgents } from "@/server/queries/members/members";
import type { Push } from "./frames";

/** Tickline's types → what Chatwoot tells its members. Upstream tells a change of assignee and of team twice. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "contact.created": ["contact.created"],
  "contact.erased": ["contact.deleted"],
  "contact.merged": ["contact.merged"],
  "contact.updated": ["contact.updated"],
  "conversation.assigned": ["assignee.changed", "conversation.updated"],
  "conversation.created": ["conversation.created"],
  "conversation.labelled": ["conversation.updated"],
  "conversation.moved": ["conversation.updated"],
  "conversation.priority_changed": ["conversation.updated"],
  "conversation.seen": ["conversation.read"],
  "conversation.status_changed": ["conversation.status_changed"],
  "conversation.team_changed": ["team.changed", "conversation.updated"],
  "conversation.updated": ["conversation.updated"],
  "message.created": ["message.created"],
  "message.deleted": ["message.updated"],
  "message.status_changed": ["message.updated"],
  "message.updated": ["message.updated"],
  "message.withdrawn": ["message.updated"],
  "note.created": ["message.created"],
};

/** What a conversation's customer is told of, of these. */
const CUSTOMERS = [
  "conversation.created",
  "conversation.status_changed",
  "conversation.updated",
  "message.created",
  "message.updated",
];

/** What one event is told as. `customer`: to the customer by this name in an inbox, by the link's id. */
export type Pushes = {
  members: readonly Push[];
  customer: { linkId: number; pushes: readonly Push[] } | null;
};

/** `loadDetails`: calls of one turn of the event loop share their statements. */
export type Reading = {
  database: Services["database"];
  accountId: number;
  rendering: Rendering;
  loadDetails: ReturnType<typeof createDetailsLoader>;
};

/** Whether an event is published here at all. */
export const isPublished = ({ type, changes }: Event): boolean =>
  Object.hasOwn(NAMES, type) && (type !== "conversation.seen" || "contactSeenAt" in changes);

/** What the event is told as, with what it refers to as it is now. Nothing where that is gone. */
export async function pushesOf(event: Event, reading: Reading): Promise<Pushes> {
  const { database, accountId, rendering, loadDetails } = reading;
  const [names, parts, subject] = [NAMES[event.type] ?? [], partsOf(event), subjectOf(event, accountId)];
  if (!parts) return { members: [], customer: null };
  if (event.type === "contact.erased")
    return membersOnly(names, { account_id: accountId, id: event.resource.id });
  const details = subject && (await loadDetails(subject));
  if (!details) return { members: [], customer: null };
  const actors = [...actorsOf(event), event.actor];
  const agents = await findAgents(database, accountId, actors);
  const performer = agents.get(actorKey(event.actor));
  const common = {
    account_id: accountId,
    ...(performer && { performer: userSenderJson(performer, event.actor, rendering) }),
  };
  const { contact, conversation } = parts;
  if (!conversation) return membersOnly(names, { ...contactIdentityJson(contact), ...common });
  const context = contextOf({ conversation, contact }, details, {
    accountId,
    rendering,
    agents: agentsOf(event, { agentOf: (actor) => agents.get(actorKey(actor)) ?? null }, details),
  });
  if (!context) return { members: [], customer: null };
  const told = { names, event, context, common };
  return parts.message
    ? messagePushes(told, parts.message, details)
    : conversationPushes(told, { newest: details.message, activity: parts.activity });
}

const membersOnly = (names: readonly string[], data: object): Pushes => ({
  members: names.map((event) => ({ event, data })),
  customer: null,
});

type Told = { names: readonly string[]; event: Event; context: WebhookContext; common: object };

function messagePushes(
  { names, event, context, common }: Told,
  message: MessageDto,
  details: WebhookDetails,
): Pushes {
  const now = details.message && asNow(message, details.message);
  if (!now) return { members: [], customer: null };
  const isNew = event.type.endsWith(".created");
  const echo = isNew ? echoOf(message) : {};
  const changed = isNew ? {} : { previous_changes: previousOf(event) };
  const data = { ...pushedMessageJson(now, context), ...echo, ...common, ...changed };
  const isFirstReply = event.type === "message.created" && isFirst(message, context);
  const members = [...names, ...(isFirstReply ? ["first.reply.created"] : [])].map((name) => ({
    event: name,
    data,
  }));
  const isPublic = now.kind === "message" || now.kind === "system";
  if (!isPublic || !hasLeft(now, context.rendering)) return { members, customer: null };
  const { account, contact, conversation, inbox, rendering, agents } = context;
  const seen = publicMessageJson(now, {
    ...{ accountId: account.id, contact, conversation, inbox, rendering, agents },
  });
  return { members, customer: toCustomer(names, context, { ...seen, ...echo, account_id: account.id }) };
}

/** Whether a customer sees the message: not within its undo window, and not if it was withdrawn. */
const hasLeft = ({ sendAfter, withdrawnAt }: MessageDto, { now }: Pick<Rendering, "now">): boolean =>
  withdrawnAt === null && (sendAfter === null || Date.parse(sendAfter) <= now.getTime());

/**
 * Calls `then` when the undo window of an event's new message is over, with the instant of its end; never if it is not open `at`. One
 * that seems longer than any was begun before the clock went back.
 */
export function afterUndoWindow(event: Event, at: Date, then: (end: Date) => void): void {
  const sendAfter = event.type === "message.created" ? partsOf(event)?.message?.sendAfter : null;
  if (sendAfter == null) return;
  const end = new Date(sendAfter);
  const waitMs = end.getTime() - at.getTime();
  if (waitMs > 0) setTimeout(() => then(end), Math.min(waitMs, UNDO_WINDOW_MS_MAX)).unref();
}

const isFirst = ({ direction, createdAt }: MessageDto, { details }: WebhookContext): boolean =>
  direction === "out" && details.firstReplyAt === createdAt;

function conversationPushes(
  { names, event, context, common }: Told,
  { newest, activity }: { newest: MessageDto | null; activity: MessageDto | undefined },
): Pushes {
  const { account, conversation, details } = context;
  const changed = event.type.endsWith(".created") ? {} : { changed_attributes: changedAttributesOf(event) };
  const data = { ...pushedConversationJson(newest, context), ...common, ...changed };
  const line = activity && { ...pushedMessageJson(activity, context), ...common };
  const members = [
    ...names.map((name) => ({ event: name, data })),
    ...(line ? [{ event: "message.created", data: line }] : []),
  ];
  const seen = {
    account_id: account.id,
    id: conversation.displayId,
    uuid: conversation.uuid,
    inbox_id: conversation.inboxId,
    status: conversation.status,
    contact_last_seen_at: secondsOrZero(conversation.contactSeenAt),
    agent_last_seen_at: secondsOrZero(details.agentSeenAt),
  };
  return { members, customer: toCustomer(names, context, seen) };
}

const toCustomer = (names: readonly string[], { details }: WebhookContext, data: object) => ({
  linkId: details.contactInbox.id,
  pushes: names.filter((name) => CUSTOMERS.includes(name)).map((event) => ({ event, data })),
});

/** A message's changes as upstream tells them here: from, to. */
const previousOf = (event: Event): object =>
  Object.assign(
    {},
    ...changedAttributesOf(event).map((attribute) =>
      Object.fromEntries(
        Object.entries(attribute).map(([name, { previous_value: from, current_value: to }]) => [
          name,
          [from, to],
        ]),
      ),
    ),
  );
