import { z } from "zod";
import { attachment } from "@/server/contract/file/attachment";
import { location, quotedMessage, reaction } from "@/server/contract/message/channel-facts";
import { messageEmail } from "@/server/contract/message/message-email";
import { systemContent } from "@/server/contract/message/system-content";
import { CONVERSATION_STATUSES, LIFECYCLES, PRIORITIES } from "@/server/domain/conversation/conversation";
import { PARTICIPATIONS } from "@/server/domain/conversation/participants";
import { POLICY_RULES, POLICY_SETTINGS } from "@/server/domain/inbox/policy";
import { MESSAGE_STATUSES } from "@/server/domain/message/tick";
import { actor, attributes, id, instant, json, versioned } from "./primitives";

export { type Attachment, attachment } from "@/server/contract/file/attachment";
export { type InboxDto, inboxDto, type PolicyDto, policy } from "@/server/contract/inbox/inbox-dto";
export { type AccountDto, wholeAccountDto } from "./account-dto";
export type { Actor } from "./primitives";
export { actor, attributes, id, instant, json, versioned };

export const messageStatus = z.enum(MESSAGE_STATUSES);
export const conversationStatus = z.enum(CONVERSATION_STATUSES);
export const priority = z.enum(PRIORITIES);

/** Rules outside the policy: an agent's change, a timer, and so on. */
export const CAUSE_RULES = [
  ...POLICY_RULES,
  "manual",
  "snooze_due",
  "handoff",
  "undo",
  "bulk",
  "macro",
  "import",
  "replied",
  "scheduled",
] as const;

export const causeFields = z.object({
  rule: z.enum(CAUSE_RULES),
  /** The setting that made the rule match, its value then, the change that set it and who did. */
  setting: z.enum(POLICY_SETTINGS).optional(),
  value: z.union([z.boolean(), z.string()]).optional(),
  changeId: id.optional(),
  changedBy: actor.optional(),
  changedAt: instant.optional(),
  /** The status that the caller requested and the policy overrode. */
  requested: conversationStatus.optional(),
  /** The rule that diverted a message here from a resolved conversation. */
  via: z.literal("new_conversation").optional(),
  /** The macro that did it, with its name then. */
  macro: z.object({ id, name: z.string() }).optional(),
});
/** Why a conversation has its status or its assignee. Lazy: the API document names it once. */
export const cause = z.lazy(() => causeFields);
export type Cause = z.infer<typeof causeFields>;
/** A cause without its history: what an outcome would have. */
export const outcomeCause = causeFields.pick({ rule: true, setting: true, value: true, requested: true });

export const accountDto = z.object({ ...versioned, name: z.string() });
export const contactDto = z.object({
  ...versioned,
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  identifier: z.string().nullable(),
  isBlocked: z.boolean(),
  isIntegrationOwn: z.boolean(),
  /** Names of labels, sorted. */
  labels: z.array(z.string()),
  /** The company that it belongs to. */
  companyId: id.nullable(),
  /** The contact that this one was merged into; its id leads there. */
  mergedIntoId: id.nullable(),
  /** It stands for a group, whose members are contacts of their own. Absent = it is a person. */
  isGroup: z.literal(true).optional(),
  customAttributes: attributes,
  additionalAttributes: attributes,
});
export type ContactDto = z.infer<typeof contactDto>;

/** The content of an activity line; the screen renders it in the reader's language. */
export const activity = z.object({
  from: conversationStatus,
  to: conversationStatus,
  snoozedUntil: instant.nullable(),
  cause,
  actor,
  /** A change that is not of the status: into or out of the trash, or to another inbox. */
  lifecycle: z.enum(["live", "trashed"]).optional(),
  inbox: z.object({ from: id, to: id }).optional(),
});
export type Activity = z.infer<typeof activity>;
export const mention = z.object({ id, name: z.string() });
export type Mention = z.infer<typeof mention>;

export const dismissal = z.object({ reason: z.string(), by: actor, at: instant });
export type Dismissal = z.infer<typeof dismissal>;

export const messageDto = z.object({
  ...versioned,
  conversationId: id,
  inboxId: id,
  /** Dense per conversation, from 1. */
  number: z.number().int().positive(),
  /** `system`: it tells what happened; customers see it, and it has no direction. */
  kind: z.enum(["message", "note", "activity", "system"]),
  direction: z.enum(["in", "out"]).nullable(),
  content: z.string(),
  contentType: z.string(),
  contentAttributes: attributes,
  sender: actor,
  /** The tick; null for incoming messages, notes and activity lines. */
  status: messageStatus.nullable(),
  /** Null unless failed. */
  externalError: z.string().nullable(),
  /** The current attempt, from 1; 0 without a tick. */
  attempt: z.number().int().nonnegative(),
  unconfirmed: z.boolean(),
  /** It was sent, and is not delivered in the time that its inbox allows. Absent = it is not overdue. */
  overdue: z.literal(true).optional(),
  /** Why, when and by whom it was dismissed, failed or unconfirmed as it is: it needs nobody. Absent = it was not. */
  dismissed: dismissal.optional(),
  /** The provider's id of the current attempt. */
  sourceId: z.string().nullable(),
  /** The sender's own id, echoed back. */
  clientId: z.string().nullable(),
  activity: activity.nullable(),
  /** What a system message says; `content` is it in English. Absent = it is none. */
  system: systemContent.optional(),
  /** It does not raise the unread count of its readers. Absent = it does. */
  countsUnread: z.literal(false).optional(),
  /** In a note: the mentioned members, with the name after the `@`. Absent = none. */
  mentions: z.array(mention).optional(),
  /** Its files, in their order. Absent = none. */
  attachments: z.array(attachment).min(1).optional(),
  /** The header of its mail. Absent = it is none. */
  email: messageEmail.optional(),
  /** When it was sent, by its provider, such as the date of a mail; `createdAt` is when it was stored. Absent = unknown. */
  sentAt: instant.optional(),
  /** The message that it quotes. Absent = none. */
  inReplyTo: quotedMessage.optional(),
  /** The place that it is about. Absent = none. */
  location: location.optional(),
  /** In the order in which they came. Absent = none. */
  reactions: z.array(reaction).min(1).optional(),
  /** The end of the undo window: until then it may be withdrawn and is not sent to the customer. */
  sendAfter: instant.nullable(),
  /** When its next attempt begins by itself: of a failed one that is retried automatically. */
  retryAt: instant.nullable(),
  /** When it was withdrawn; it then has no tick and no content. */
  withdrawnAt: instant.nullable(),
  /** When its writer last changed its text; earlier texts are stored as revisions. */
  editedAt: instant.nullable(),
  /** When it was deleted, and by whom; it then has no content. */
  deletedAt: instant.nullable(),
  deletedBy: actor.nullable(),
});
export type MessageDto = z.infer<typeof messageDto>;

export const participant = z.object({ userId: id, because: z.enum(PARTICIPATIONS), since: instant });

/**
 * The newest message or note that was neither deleted nor withdrawn, else the newest, as a list shows it. `content` is cut at
 * 200 characters.
 */
export const lastMessage = messageDto
  .pick({
    id: true,
    number: true,
    version: true,
    kind: true,
    direction: true,
    content: true,
    status: true,
    externalError: true,
    createdAt: true,
  })
  .extend({
    /** Its first file, and how many it has. Absent = none. */
    files: z.object({ name: z.string(), contentType: z.string(), count: z.number().int() }).optional(),
    /** It was deleted, like all others. Absent = it was not. */
    isDeleted: z.literal(true).optional(),
  });
export type LastMessage = z.infer<typeof lastMessage>;

export const conversationDto = z.object({
  ...versioned,
  /** The number shown to people, per account. */
  displayId: z.number().int().positive(),
  uuid: z.uuid(),
  inboxId: id,
  contactId: id,
  status: conversationStatus,
  lifecycle: z.enum(LIFECYCLES),
  /** Since when it is in the trash, or null. */
  trashedAt: instant.nullable(),
  snoozedUntil: instant.nullable(),
  cause,
  statusChangedAt: instant,
  assigneeId: id.nullable(),
  /** Why it has its assignee, if a rule decided it. Null and absent = somebody chose them, or it has none. */
  assigneeCause: cause.nullable().optional(),
  teamId: id.nullable(),
  labels: z.array(z.string()),
  /** Null = none. */
  priority: priority.nullable(),
  /** Its participants, why and since when; at most 100. */
  participants: z.array(participant),
  /** The members whom a note has mentioned, at most the latest 100. Absent = an event from before this field. */
  mentionedIds: z.array(id).optional(),
  customAttributes: attributes,
  additionalAttributes: attributes,
  contactSeenAt: instant.nullable(),
  /** The greatest message number that an agent has seen. */
  agentSeenNumber: z.number().int().nonnegative(),
  /** These fields derive from message events: with the same `version`, the greater `lastNumber` is newer. */
  lastNumber: z.number().int().nonnegative(),
  lastMessage: lastMessage.nullable(),
  lastActivityAt: instant,
  /** Since when the customer waits for an answer. */
  waitingSince: instant.nullable(),
  /** Of the assignee; without one, of all agents together. Each member's own count: `ownUnread`. */
  unreadCount: z.number().int().nonnegative(),
  /** The customer's messages that count as unread, in all. Absent = an event from before this field. */
  incomingCount: z.number().int().nonnegative().optional(),
  /** How many of them came before the last public answer. */
  answeredCount: z.number().int().nonnegative().optional(),
  /** Of its first mail, or as a member changed it. Absent = it has none. */
  subject: z.string().optional(),
});
export type ConversationDto = z.infer<typeof conversationDto>;
