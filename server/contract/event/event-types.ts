import type { EventType, ResourceType } from "./event";

type EventSpec = {
  resource: ResourceType;
  /** The first release with this type. */
  since: string;
  /** When it is recorded, for integrators. */
  summary: string;
};

const spec = (resource: ResourceType, summary: string, since = "0.1.0"): EventSpec => ({
  resource,
  since,
  summary,
});

/** Every event type. A new type does not compile without its entry. */
export const EVENT_CATALOGUE = {
  "account.created": spec("account", "The account was created."),
  "account.updated": spec(
    "account",
    "A setting of the account changed: `purgeAfterDays` (0 = trash stays until an administrator empties it), `requiresTwoFactor`, `acceptsUrlKeys`, `allowedOrigins` (the sites whose pages may call the APIs) `name`, `timeZone`, `language` or `logoFileId`, the file of its logo; or the demo's data was removed: `isDemo`, `name`.",
  ),
  "alert.closed": spec("alert", "The cause of an alert is gone: it was closed at `closedAt`."),
  "alert.opened": spec(
    "alert",
    "Something needs an administrator: messages of an inbox are stuck (`stuck_messages`), its callback does not answer (`callback_down`), its settings or the access to it changed since the last review (`settings_drifted`), a webhook endpoint was disabled because of its answers (`endpoint_disabled`), a bulk operation did not end in its time (`bulk_timed_out`), sent messages of an inbox are not delivered in time (`messages_overdue`), none of its messages is ever reported as delivered (`no_delivery_reports`), many of its messages fail (`messages_failing`), the disk for files is filling (`disk_filling`), the file store does not take an inbox's archives (`archive_failing`), or an inbox's channel is disconnected (`channel_disconnected`). At most one alert of a kind is open about a subject.",
  ),
  "attribute_definition.created": spec("attribute_definition", "A custom attribute was defined."),
  "attribute_definition.deleted": spec(
    "attribute_definition",
    "The definition of a custom attribute was deleted. The values stay.",
  ),
  "attribute_definition.updated": spec(
    "attribute_definition",
    "The name, description, kind, choices or pattern of a custom attribute changed.",
  ),
  "bulk.cancelled": spec("bulk_operation", "A bulk operation was cancelled. Changes already made stay."),
  "bulk.completed": spec(
    "bulk_operation",
    "A bulk operation ended. Each conversation was changed, was unchanged, or has the reason of its failure.",
  ),
  "bulk.failed": spec("bulk_operation", "A bulk operation cannot continue. `errorCode` has the reason."),
  "bulk.progress": spec(
    "bulk_operation",
    "A bulk operation processed its next conversations. Committed in the same transaction as their events.",
  ),
  "bulk.rolled_back": spec(
    "bulk_operation",
    "An atomic bulk operation changed nothing, because one conversation was refused.",
  ),
  "bulk.started": spec("bulk_operation", "A bulk operation was accepted or resumed."),
  "bulk.timed_out": spec("bulk_operation", "A bulk operation had not ended by its `deadlineAt`."),
  "canned_reply.created": spec("canned_reply", "A canned reply was created."),
  "canned_reply.deleted": spec("canned_reply", "A canned reply was deleted."),
  "canned_reply.updated": spec("canned_reply", "The text or short code of a canned reply changed."),
  "command_message.created": spec(
    "command_message",
    "A message with `storage: command` was sent: it waits for its recipients until they acknowledge it or until `expiresAt`, and is in no history.",
  ),
  "company.created": spec("company", "A company was created."),
  "company.deleted": spec(
    "company",
    "A company was deleted. Each of its contacts has a `contact.updated` of its own.",
  ),
  "company.updated": spec("company", "The name, the domains or the description of a company changed."),
  "contact.created": spec(
    "contact",
    "A contact was created by a member, an integrator or its first message.",
  ),
  "contact.erased": spec(
    "contact",
    "All data of a contact was erased, and all their conversations were purged.",
  ),
  "contact.merged": spec(
    "contact",
    "A contact was merged into the contact `mergedIntoId`. Each moved conversation has a `conversation.updated` of its own.",
  ),
  "contact.updated": spec(
    "contact",
    "The fields, labels or company of a contact changed, or it was blocked or unblocked.",
  ),
  "contact_note.created": spec("contact_note", "A member or an integration wrote a note about a contact."),
  "contact_note.deleted": spec(
    "contact_note",
    "A note about a contact was deleted, or its contact was erased. Its text is gone.",
  ),
  "contact_note.updated": spec(
    "contact_note",
    "The text of a note about a contact changed, or its contact was merged into another: `contactId`.",
  ),
  "conversation.assigned": spec("conversation", "The assignee changed; null is nobody."),
  "conversation.created": spec(
    "conversation",
    "A conversation was created with its first status. No `conversation.status_changed` follows for that status.",
  ),
  "conversation.labelled": spec("conversation", "Labels were added or removed."),
  "conversation.moved": spec(
    "conversation",
    "The conversation moved to another inbox: `changes.inboxId` has both. The event is published to both inboxes; later events are published to the new inbox only. Messages keep the inbox that carried them.",
  ),
  "conversation.participants_changed": spec(
    "conversation",
    "A participant was added or removed by hand. Writing, a mention or an assignment also adds a participant; the message's event or `conversation.assigned` reports that.",
  ),
  "conversation.priority_changed": spec("conversation", "The priority changed; null is none."),
  "conversation.purged": spec(
    "conversation",
    "The conversation and its messages were deleted permanently; the event has no content. Delete your copy and confirm with `operationId`.",
  ),
  "conversation.restored": spec(
    "conversation",
    "The conversation was restored from the trash by a caller or by a message of its customer.",
  ),
  "conversation.seen": spec(
    "conversation",
    "Somebody read the conversation: an agent up to a message, or the customer up to a time. Or an agent marked it as unread: `agentSeenNumber` or `unreadCount` differs.",
  ),
  "conversation.status_changed": spec(
    "conversation",
    "The status changed. `cause` has the reason, `data.activity` the line in the thread.",
  ),
  "conversation.team_changed": spec("conversation", "The team changed; null is none."),
  "conversation.trashed": spec("conversation", "The conversation was moved to the trash. Its status stays."),
  "conversation.updated": spec(
    "conversation",
    "Another field changed: the end of the snooze, the attributes, the contact after a merge, or, after a message was deleted, unsent or restored, the last message and since when the customer waits.",
  ),
  "conversation_member.joined": spec(
    "conversation_member",
    "A customer joined a group, again if they had left it.",
  ),
  "conversation_member.left": spec(
    "conversation_member",
    "A customer left a group or was removed from it, at `leftAt`.",
  ),
  "conversation_member.updated": spec("conversation_member", "The role of a customer in a group changed."),
  "endpoint.created": spec("endpoint", "A webhook endpoint was created."),
  "endpoint.deleted": spec("endpoint", "A webhook endpoint was deleted. It receives nothing more."),
  "endpoint.disabled": spec(
    "endpoint",
    "A webhook endpoint was disabled: by hand, because it answered 410, or after five days of failures.",
  ),
  "endpoint.enabled": spec("endpoint", "A webhook endpoint was enabled again."),
  "endpoint.failing": spec("endpoint", "Every delivery to a webhook endpoint has failed for a day."),
  "endpoint.recovered": spec("endpoint", "A failing webhook endpoint accepted an event again."),
  "endpoint.updated": spec("endpoint", "The URL, the settings or the secret of a webhook endpoint changed."),
  "inbox.audited": spec(
    "inbox",
    "Tickline compared an inbox's settings with the last review: weekly, and after an upgrade.",
  ),
  "inbox.created": spec("inbox", "An inbox was created."),
  "inbox.reviewed": spec("inbox", "An administrator reviewed an inbox's settings."),
  "inbox.updated": spec(
    "inbox",
    "The name, callback URL, first message status or time until stuck of an inbox changed.",
  ),
  "label.created": spec(
    "label",
    "A label was created by an administrator or by its first use on a conversation.",
  ),
  "label.deleted": spec("label", "A label was deleted. It is removed from its conversations within seconds."),
  "label.updated": spec(
    "label",
    "The name, colour or description of a label changed. Its conversations, contacts, views and macros get the new name within seconds.",
  ),
  "member.created": spec("member", "A member was invited or added."),
  "member.updated": spec(
    "member",
    "The name, role, state, inboxes, availability or picture (`avatarFileId`, a file) of a member changed.",
  ),
  "message.created": spec(
    "message",
    "A public message was created by a customer, an agent or an integrator. A message within its undo window (`sendAfter`) is delivered to webhooks when the window has ended, unless it was withdrawn.",
  ),
  "message.change_failed": spec("message", "An edit or deletion did not reach the customer: see `changes`."),
  "message.deleted": spec(
    "message",
    "The text of a message was removed: its writer deleted it, or the source of a forwarded note was deleted permanently. `deletedBy` has the actor.",
  ),
  "message.status_changed": spec(
    "message",
    "The status (tick) of a message changed. One event per change, however many receipts reported it.",
  ),
  "message.send_requested": spec(
    "message",
    "The message is to be sent: `data.attempt` is the attempt, from 1. Told when it is written (after its undo window) and when it is sent again, in inboxes without a callback URL. Whoever sends the inbox's messages acts on it and reports receipts for this attempt.",
  ),
  "message.overdue": spec(
    "message",
    "The message was sent, and is not delivered in the time that the inbox allows (`overdueAfterHours`). Its status stays. The next status or attempt ends it, with an event of its own.",
  ),
  "message.stuck": spec(
    "message",
    "No receipt arrived within the time that the inbox allows (`stuckAfterMinutes`). The message becomes `unconfirmed`; its status stays.",
  ),
  "message.unstuck": spec(
    "message",
    "The message is no longer `unconfirmed`: a receipt arrived, or it is sent again. A separate event follows for the resulting change.",
  ),
  "message.updated": spec(
    "message",
    "Another field changed: the text (`editedAt`), the failure's text, or the source id.",
  ),
  "message.withdrawn": spec("message", "The writer withdrew the message within its undo window."),
  "note.created": spec("message", "A private note was created."),
  "operation.failed": spec(
    "operation",
    "An operation ended and not everything requested was done. `error` has the reason.",
  ),
  "operation.succeeded": spec(
    "operation",
    "An operation did everything requested: a bulk operation, a deletion, or a request with `Prefer: confirm`.",
  ),
  "operation.timed_out": spec("operation", "An operation had not ended by its deadline."),
  "policy.changed": spec(
    "inbox",
    "The policy of an inbox changed: the settings that decide a conversation's status.",
  ),
  "scheduled_message.cancelled": spec("scheduled_message", "A scheduled message was cancelled."),
  "scheduled_message.created": spec(
    "scheduled_message",
    "A text was scheduled: it is sent at `sendAt`, and is no message of the conversation until then.",
  ),
  "scheduled_message.not_sent": spec(
    "scheduled_message",
    "A scheduled message was due and not sent; `failure` has the reason. It waits again when its time is changed.",
  ),
  "scheduled_message.sent": spec(
    "scheduled_message",
    "A scheduled message was sent as the message `messageId`, which has its own `message.created`.",
  ),
  "scheduled_message.updated": spec(
    "scheduled_message",
    "The text, the time or an option of a scheduled message changed.",
  ),
  "session.revoked": spec("member", "One session or all sessions of a member were ended."),
  "team.created": spec("team", "A team was created."),
  "team.deleted": spec("team", "A team was deleted. Its conversations keep it as a former team."),
  "team.updated": spec("team", "The name or members of a team changed."),
  "token.created": spec("token", "An API token was created. The event does not contain its secret."),
  "token.revoked": spec("token", "An API token was revoked."),
  "macro.created": spec("macro", "A macro was created: several actions on a conversation under one name."),
  "macro.deleted": spec("macro", "A macro was deleted."),
  "macro.updated": spec("macro", "The name or the actions of a macro changed."),
  "view.created": spec("view", "A personal or shared view was saved."),
  "view.deleted": spec("view", "A saved view was deleted."),
  "view.restored": spec("view", "A deleted view was restored."),
  "view.updated": spec("view", "The name, filter or sharing of a saved view changed."),
} as const satisfies Record<EventType, EventSpec>;
