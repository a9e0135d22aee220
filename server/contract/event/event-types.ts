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
  "account.created": told("account", "The account was opened."),
  "account.updated": told(
    "account",
    "Trash is kept for longer or shorter: `purgeAfterDays`, 0 = until it is emptied by hand.",
  ),
  "bulk.cancelled": told("bulk_operation", "A bulk operation was cancelled; what was done stays done."),
  "bulk.completed": told(
    "bulk_operation",
    "A bulk operation has come to its end: to each conversation something was done, or the reason is known why not.",
  ),
  "bulk.failed": told("bulk_operation", "A bulk operation cannot go on: `errorCode` says why."),
  "bulk.progress": told(
    "bulk_operation",
    "The next conversations of a bulk operation are done; told in the very transaction of their own events.",
  ),
  "bulk.rolled_back": told(
    "bulk_operation",
    "An operation that was all or nothing did nothing: one of the conversations refused.",
  ),
  "bulk.started": told("bulk_operation", "A change of many conversations was accepted, or taken up again."),
  "bulk.timed_out": told("bulk_operation", "A bulk operation had not come to its end by its `deadlineAt`."),
  "canned_reply.created": told("canned_reply", "An answer to be used often was written."),
  "canned_reply.deleted": told("canned_reply", "A canned reply was deleted."),
  "canned_reply.updated": told("canned_reply", "A canned reply has another text or short code."),
  "contact.created": told("contact", "A contact was made, by a member, an integrator or its first message."),
  "contact.erased": told("contact", "All data of a contact was erased, and all their conversations purged."),
  "contact.merged": told(
    "contact",
    "A contact was merged into another, which `mergedIntoId` names; its conversations tell that they moved.",
  ),
  "contact.updated": told("contact", "A contact has other fields, or was blocked or unblocked."),
  "conversation.assigned": told("conversation", "It has another assignee, or none any more."),
  "conversation.created": told(
    "conversation",
    "It was begun; its first status is in it, no `conversation.status_changed` follows.",
  ),
  "conversation.labelled": told("conversation", "Labels were put on it or taken off."),
  "conversation.moved": told(
    "conversation",
    "It went to another inbox: `changes.inboxId` says whence and where to. Told in both; from here on only who sees the new one is told of it. Its messages keep the inbox through which they went.",
  ),
  "conversation.participants_changed": told(
    "conversation",
    "Somebody was added to who follows it, or removed. Who writes, is mentioned or is given it follows too: that is told by the message's event, or by `conversation.assigned`.",
  ),
  "conversation.priority_changed": told("conversation", "It has another priority, or none any more."),
  "conversation.purged": told(
    "conversation",
    "It was deleted for ever, with its messages; nothing of them is in it. Delete your copy, and confirm that by `operationId`.",
  ),
  "conversation.restored": told(
    "conversation",
    "It was taken out of the trash, by somebody or by its customer's message.",
  ),
  "conversation.seen": told(
    "conversation",
    "Somebody has read it: an agent up to a message, or the customer up to an instant.",
  ),
  "conversation.status_changed": told(
    "conversation",
    "It has another status; `cause` says why, `data.activity` is the line in the thread.",
  ),
  "conversation.team_changed": told("conversation", "It was given to another team, or to none."),
  "conversation.trashed": told("conversation", "It was put into the trash; its status stays."),
  "conversation.updated": told(
    "conversation",
    "Something else of it changed: when its snooze ends, its attributes, its contact after a merge.",
  ),
  "endpoint.created": told("endpoint", "A receiver of webhooks was added."),
  "endpoint.deleted": told("endpoint", "A receiver was deleted; nothing is sent to it any more."),
  "endpoint.disabled": told(
    "endpoint",
    "A receiver was disabled: by hand, because it answered 410, or after five days of failures.",
  ),
  "endpoint.enabled": told("endpoint", "A receiver was enabled again."),
  "endpoint.failing": told("endpoint", "For a day every try to reach the receiver has failed."),
  "endpoint.recovered": told("endpoint", "A receiver that was failing took an event again."),
  "endpoint.updated": told(
    "endpoint",
    "A receiver has another URL or other settings, or its secret was changed.",
  ),
  "inbox.audited": told(
    "inbox",
    "Tickline compared the settings with those that were looked over: weekly, and after an upgrade.",
  ),
  "inbox.created": told("inbox", "An inbox was opened."),
  "inbox.reviewed": told("inbox", "An administrator looked over the inbox's settings."),
  "inbox.updated": told(
    "inbox",
    "An inbox has another name, callback, first status of messages, or time until one is stuck.",
  ),
  "label.created": told("label", "A label was made, by an administrator or by being put on a conversation."),
  "label.deleted": told("label", "A label was deleted; it comes off its conversations soon after."),
  "label.updated": told(
    "label",
    "A label has another name, colour or description; conversations get the name soon after.",
  ),
  "member.created": told("member", "Somebody was invited or added."),
  "member.updated": told(
    "member",
    "A member has another name, role or state, sees other inboxes, or is away or back.",
  ),
  "message.created": told(
    "message",
    "A public message: a customer's, an agent's or an integrator's. One that may still be withdrawn (`sendAfter`) is delivered to webhooks when that time is over, if it was not.",
  ),
  "message.deleted": told(
    "message",
    "Its writer deleted it, or, of a forwarded note, what it was copied from was deleted for ever: `deletedBy` says who, its text is gone.",
  ),
  "message.status_changed": told(
    "message",
    "Its tick changed; once for each change, whatever number of receipts told it.",
  ),
  "message.stuck": told(
    "message",
    "Nobody reported about it for as long as its inbox allows (`stuckAfterMinutes`): whether it was sent is not known, so it is `unconfirmed`. Its tick stays.",
  ),
  "message.unstuck": told(
    "message",
    "It is no longer in doubt: something was reported about it after all, or it is sent again. What that made of it follows as an event of its own.",
  ),
  "message.updated": told(
    "message",
    "Something else of it changed: its text (`editedAt`), the text of its failure, its source id.",
  ),
  "message.withdrawn": told("message", "It was taken back before it left."),
  "note.created": told("message", "A private note was written."),
  "operation.failed": told("operation", "Not all of what was asked for was done; `error` says why."),
  "operation.succeeded": told(
    "operation",
    "All that was asked for is done: by a bulk operation, a deletion, or a request with `Prefer: confirm`.",
  ),
  "operation.timed_out": told("operation", "Its time was over before its end."),
  "policy.changed": told("inbox", "The settings that decide a conversation's status changed."),
  "session.revoked": told("member", "A session of a member was ended, or all of them."),
  "team.created": told("team", "A team was made."),
  "team.deleted": told("team", "A team was ended; conversations that it has keep it as a former one."),
  "team.updated": told("team", "A team has another name or other members."),
  "token.created": told("token", "An API token was made; its secret is nowhere in it."),
  "token.revoked": told("token", "An API token was ended."),
  "view.created": told("view", "A list was kept under a name, by a member for themselves or for all."),
  "view.deleted": told("view", "A saved view was deleted."),
  "view.restored": told("view", "A deleted view was brought back."),
  "view.updated": told("view", "A view has another name or filter, or is shared or no longer so."),
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
