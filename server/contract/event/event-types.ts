import { z } from "zod";
import {
  contactDto,
  conversationDto,
  inboxDto,
  messageDto,
  wholeAccountDto,
} from "@/server/contract/_shared/dto";
import { bulkOperationDto, operationDto } from "@/server/contract/bulk/bulk";
import { tokenDto } from "@/server/contract/credentials/token";
import { memberDto } from "@/server/contract/member/member";
import { cannedReplyDto } from "@/server/contract/organising/canned-reply";
import { labelDto } from "@/server/contract/organising/label";
import { viewDto } from "@/server/contract/organising/saved-view";
import { teamDto } from "@/server/contract/organising/team";
import { endpointDto } from "@/server/contract/webhook/endpoint";
import { type EventType, eventSchema, type ResourceType } from "./event";

/** `data` of each resource's events: its whole DTO, with the companions as of commit. */
const DATA = {
  account: wholeAccountDto,
  bulk_operation: bulkOperationDto,
  canned_reply: cannedReplyDto,
  contact: contactDto,
  conversation: conversationDto.extend({ contact: contactDto, activity: messageDto.optional() }),
  endpoint: endpointDto,
  inbox: inboxDto,
  label: labelDto,
  member: memberDto,
  message: messageDto.extend({ conversation: conversationDto, contact: contactDto }),
  operation: operationDto,
  team: teamDto,
  token: tokenDto,
  view: viewDto,
} satisfies Record<ResourceType, z.ZodType>;

type EventSpec = {
  resource: ResourceType;
  /** The release that told it first. */
  since: string;
  /** When it is told, for integrators. */
  summary: string;
};

const told = (resource: ResourceType, summary: string, since = "0.1.0"): EventSpec => ({
  resource,
  since,
  summary,
});

/** Every event type there is. A new one does not compile without its entry. */
export const EVENT_CATALOGUE = {
  "account.created": told("account", "The account was created."),
  "account.updated": told(
    "account",
    "The retention of the trash changed: `purgeAfterDays`, 0 = until it is emptied by hand.",
  ),
  "bulk.cancelled": told("bulk_operation", "A bulk operation was cancelled; changes already made are kept."),
  "bulk.completed": told(
    "bulk_operation",
    "A bulk operation is complete: each conversation was changed, or has a reason why it was not.",
  ),
  "bulk.failed": told("bulk_operation", "A bulk operation cannot continue: `errorCode` says why."),
  "bulk.progress": told(
    "bulk_operation",
    "A bulk operation has changed its next conversations; recorded in the same transaction as their own events.",
  ),
  "bulk.rolled_back": told(
    "bulk_operation",
    "An `atomic` operation changed nothing, because one of the conversations was refused.",
  ),
  "bulk.started": told("bulk_operation", "A bulk operation was accepted or resumed."),
  "bulk.timed_out": told("bulk_operation", "A bulk operation was not complete by its `deadlineAt`."),
  "canned_reply.created": told("canned_reply", "A canned reply was created."),
  "canned_reply.deleted": told("canned_reply", "A canned reply was deleted."),
  "canned_reply.updated": told("canned_reply", "The text or short code of a canned reply changed."),
  "contact.created": told(
    "contact",
    "A contact was created, by a member, an integration or its first message.",
  ),
  "contact.erased": told(
    "contact",
    "All data of a contact was erased, and all their conversations were purged.",
  ),
  "contact.merged": told(
    "contact",
    "A contact was merged into the one in `mergedIntoId`; its conversations have events of their own for the move.",
  ),
  "contact.updated": told("contact", "A contact's fields changed, or it was blocked or unblocked."),
  "conversation.assigned": told("conversation", "The assignee changed or was removed."),
  "conversation.created": told(
    "conversation",
    "The conversation was created. It contains its first status; no `conversation.status_changed` follows.",
  ),
  "conversation.labelled": told("conversation", "Labels were added or removed."),
  "conversation.moved": told(
    "conversation",
    "The conversation moved to another inbox: `changes.inboxId` has both. Recipients of both inboxes receive this event; later events go only to those with access to the new inbox. Messages keep the inbox through which they were sent.",
  ),
  "conversation.participants_changed": told(
    "conversation",
    "A follower was added or removed. Members who write, are mentioned or are assigned also become followers; that is reported by the message's event, or by `conversation.assigned`.",
  ),
  "conversation.priority_changed": told("conversation", "The priority changed or was removed."),
  "conversation.purged": told(
    "conversation",
    "The conversation and its messages were permanently deleted; the event contains none of their content. Delete your copy and confirm that with the `operationId`.",
  ),
  "conversation.restored": told(
    "conversation",
    "The conversation was restored from the trash, by someone or by the customer's message.",
  ),
  "conversation.seen": told(
    "conversation",
    "The conversation was read: by an agent up to a message, or by the customer up to an instant.",
  ),
  "conversation.status_changed": told(
    "conversation",
    "The status changed; `cause` says why, `data.activity` is the line in the thread.",
  ),
  "conversation.team_changed": told("conversation", "The team changed or was removed."),
  "conversation.trashed": told(
    "conversation",
    "The conversation was moved to the trash; its status is unchanged.",
  ),
  "conversation.updated": told(
    "conversation",
    "Something else changed: the end of its snooze, its attributes, or its contact after a merge.",
  ),
  "endpoint.created": told("endpoint", "A webhook endpoint was created."),
  "endpoint.deleted": told("endpoint", "A webhook endpoint was deleted; nothing more is sent to it."),
  "endpoint.disabled": told(
    "endpoint",
    "A webhook endpoint was disabled: by hand, because it responded with 410, or after five days of failures.",
  ),
  "endpoint.enabled": told("endpoint", "A webhook endpoint was enabled again."),
  "endpoint.failing": told("endpoint", "Every attempt to reach a webhook endpoint has failed for a day."),
  "endpoint.recovered": told("endpoint", "A failing webhook endpoint accepted an event again."),
  "endpoint.updated": told("endpoint", "The URL, settings or secret of a webhook endpoint changed."),
  "inbox.audited": told(
    "inbox",
    "Tickline compared the settings with the reviewed ones: weekly, and after an upgrade.",
  ),
  "inbox.created": told("inbox", "An inbox was created."),
  "inbox.reviewed": told("inbox", "An administrator reviewed the inbox's settings."),
  "inbox.updated": told(
    "inbox",
    "The name, callback URL, initial message status or time until messages are flagged as unconfirmed changed.",
  ),
  "label.created": told(
    "label",
    "A label was created, by an administrator or by adding it to a conversation.",
  ),
  "label.deleted": told("label", "A label was deleted; it is removed from its conversations soon after."),
  "label.updated": told(
    "label",
    "The name, colour or description of a label changed; conversations get the new name soon after.",
  ),
  "member.created": told("member", "A member was invited or added."),
  "member.updated": told("member", "The name, role, state, inboxes or availability of a member changed."),
  "message.created": told(
    "message",
    "A public message of a customer, an agent or an integration. A message that can still be withdrawn (`sendAfter`) is delivered to webhooks after that time, unless it was withdrawn.",
  ),
  "message.deleted": told(
    "message",
    "The author deleted the message, or the original of a forwarded note was permanently deleted: `deletedBy` says who, and the text is removed.",
  ),
  "message.status_changed": told(
    "message",
    "The delivery status changed; one event per change, however many receipts reported it.",
  ),
  "message.stuck": told(
    "message",
    "Nothing was reported about the message for as long as its inbox allows (`stuckAfterMinutes`), so it is `unconfirmed`. Its delivery status is unchanged.",
  ),
  "message.unstuck": told(
    "message",
    "The message is no longer unconfirmed: a report arrived, or it is sent again. The result follows as an event of its own.",
  ),
  "message.updated": told(
    "message",
    "Something else changed: the text (`editedAt`), the failure text, or the source id.",
  ),
  "message.withdrawn": told("message", "The message was withdrawn before it was sent."),
  "note.created": told("message", "A private note was added."),
  "operation.failed": told("operation", "The operation was not completed; `error` says why."),
  "operation.succeeded": told(
    "operation",
    "The operation is complete: a bulk operation, a deletion, or a request with `Prefer: confirm`.",
  ),
  "operation.timed_out": told("operation", "The operation timed out."),
  "policy.changed": told("inbox", "The settings that decide a conversation's status changed."),
  "session.revoked": told("member", "A session of a member was ended, or all of them."),
  "team.created": told("team", "A team was created."),
  "team.deleted": told("team", "A team was deleted; its conversations keep it as a former team."),
  "team.updated": told("team", "The name or members of a team changed."),
  "token.created": told("token", "An API token was created; the event does not contain its secret."),
  "token.revoked": told("token", "An API token was revoked."),
  "view.created": told("view", "A view was saved, private to a member or shared."),
  "view.deleted": told("view", "A saved view was deleted."),
  "view.restored": told("view", "A deleted view was restored."),
  "view.updated": told("view", "The name, filter or sharing of a view changed."),
} as const satisfies Record<EventType, EventSpec>;

/** The exact shape of an event of this type. */
export const eventSchemaOf = (type: EventType) => {
  const { resource } = EVENT_CATALOGUE[type];
  return eventSchema.extend({
    type: z.literal(type),
    resource: eventSchema.shape.resource.extend({ type: z.literal(resource) }),
    data: DATA[resource],
  });
};

/** The same as JSON Schema, draft 2020-12. */
export const jsonSchemaOf = (type: EventType): z.core.JSONSchema.BaseSchema =>
  z.toJSONSchema(eventSchemaOf(type));

/** What `GET /v1/event-types` tells of each. */
export const eventTypeDto = z.object({
  type: z.string(),
  /** False of what is sent to receivers of webhooks only: it stands in no log and has no seq. */
  isLogged: z.boolean(),
  /** Of what: null where it is of nothing that is kept. */
  resource: z.string().nullable(),
  since: z.string(),
  summary: z.string(),
  /** JSON Schema of the event. */
  schema: z.record(z.string(), z.unknown()),
  sample: z.record(z.string(), z.unknown()),
});
export type EventTypeDto = z.infer<typeof eventTypeDto>;
