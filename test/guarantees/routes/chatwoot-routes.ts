import { CHATWOOT_ORGANISING_ROUTES } from "./chatwoot-organising-routes";
import type { Owned, RouteCase, RouteTable } from "./route-case";

const account = (rest: (owned: Owned) => string) => (owned: Owned) =>
  `/api/v1/accounts/${owned.accountId}${rest(owned)}`;
const conversation = (rest = "") => account((o) => `/conversations/${o.displayId}${rest}`);
const contact = (rest = "") => account((o) => `/contacts/${o.contactId}${rest}`);
const contactNote = account((o) => `/contacts/${o.contactId}/notes/${o.contactNoteId}`);
const inbox = (rest = "") => account((o) => `/inboxes/${o.inboxId}${rest}`);
const message = (rest = "") => account((o) => `/conversations/${o.displayId}/messages/${o.messageId}${rest}`);

const notification = account((o) => `/notifications/${o.notificationId}`);
const users = ({ userId }: Owned) => ({ user_ids: [userId] });

const named = (to: (owned: Owned) => string, body?: (owned: Owned) => object): RouteCase => ({
  to,
  ...(body && { body }),
  foreign: 404,
});
const unnamed = (to: string, body?: object): RouteCase => ({
  to: account(() => to),
  ...(body && { body: () => body }),
  foreign: null,
});

const bot = account((o) => `/agent_bots/${o.botId}`);

const list = (to: string): RouteCase => ({ ...unnamed(to), lists: true });

const A = "/api/v1/accounts/:account_id";

/** Chatwoot's routes of an account, called with the caller's own account in the path. */
export const CHATWOOT_ROUTES: RouteTable = {
  ...CHATWOOT_ORGANISING_ROUTES,
  "GET /api/v1/profile": { to: () => "/api/v1/profile", foreign: null },
  "PATCH /api/v1/profile": { to: () => "/api/v1/profile", body: () => ({ name: "Ada" }), foreign: null },
  "PUT /api/v1/profile": { to: () => "/api/v1/profile", body: () => ({ name: "Ada" }), foreign: null },
  "DELETE /api/v1/profile/avatar": { to: () => "/api/v1/profile/avatar", foreign: null },
  "POST /api/v1/profile/availability": {
    to: () => "/api/v1/profile/availability",
    body: () => ({ availability: "online" }),
    foreign: null,
  },
  [`GET ${A}`]: unnamed(""),
  [`GET ${A}/agent_bots`]: list("/agent_bots"),
  [`POST ${A}/agent_bots`]: unnamed("/agent_bots", { name: "Robi", outgoing_url: "https://example.test/" }),
  [`GET ${A}/agent_bots/:bot_id`]: named(bot),
  [`PATCH ${A}/agent_bots/:bot_id`]: named(bot, () => ({ name: "Robi" })),
  [`PUT ${A}/agent_bots/:bot_id`]: named(bot, () => ({ name: "Robi" })),
  [`DELETE ${A}/agent_bots/:bot_id`]: named(bot),
  [`POST ${A}/agent_bots/:bot_id/reset_access_token`]: named(
    account((o) => `/agent_bots/${o.botId}/reset_access_token`),
  ),
  [`GET ${A}/inboxes/:inbox_id/agent_bot`]: named(inbox("/agent_bot")),
  [`GET ${A}/contacts`]: list("/contacts"),
  [`POST ${A}/contacts`]: [
    unnamed("/contacts", { name: "Jemand" }),
    named(
      account(() => "/contacts"),
      ({ inboxId }) => ({ name: "Jemand", inbox_id: inboxId }),
    ),
  ],
  [`GET ${A}/contacts/search`]: list("/contacts/search?q=perl"),
  [`POST ${A}/contacts/filter`]: {
    ...unnamed("/contacts/filter", {
      payload: [{ attribute_key: "name", filter_operator: "contains", values: ["perl"] }],
    }),
    lists: true,
  },
  [`GET ${A}/contacts/:contact_id`]: named(contact()),
  [`PATCH ${A}/contacts/:contact_id`]: named(contact(), () => ({ custom_attributes: { plan: "pro" } })),
  [`PUT ${A}/contacts/:contact_id`]: named(contact(), () => ({ custom_attributes: { plan: "pro" } })),
  [`DELETE ${A}/contacts/:contact_id`]: named(contact()),
  [`GET ${A}/contacts/:contact_id/labels`]: named(contact("/labels")),
  [`POST ${A}/contacts/:contact_id/labels`]: named(contact("/labels"), () => ({ labels: ["treu"] })),
  [`GET ${A}/contacts/:contact_id/notes`]: named(contact("/notes")),
  [`POST ${A}/contacts/:contact_id/notes`]: named(contact("/notes"), () => ({ content: "Stammkunde" })),
  [`GET ${A}/contacts/:contact_id/notes/:note_id`]: named(contactNote),
  [`PATCH ${A}/contacts/:contact_id/notes/:note_id`]: named(contactNote, () => ({ content: "Stammgast" })),
  [`PUT ${A}/contacts/:contact_id/notes/:note_id`]: named(contactNote, () => ({ content: "Stammkundin" })),
  [`DELETE ${A}/contacts/:contact_id/notes/:note_id`]: named(contactNote),
  [`GET ${A}/contacts/:contact_id/conversations`]: named(contact("/conversations")),
  [`POST ${A}/contacts/:contact_id/contact_inboxes`]: named(contact("/contact_inboxes"), ({ inboxId }) => ({
    inbox_id: inboxId,
  })),
  [`GET ${A}/contacts/:contact_id/contactable_inboxes`]: named(contact("/contactable_inboxes")),
  [`GET ${A}/conversations`]: list("/conversations?status=all"),
  [`POST ${A}/conversations`]: named(
    account(() => "/conversations"),
    ({ inboxId, contactId }) => ({ inbox_id: inboxId, contact_id: contactId }),
  ),
  [`POST ${A}/conversations/filter`]: {
    ...unnamed("/conversations/filter", {
      payload: [{ attribute_key: "status", filter_operator: "equal_to", values: ["all"] }],
    }),
    lists: true,
  },
  [`POST ${A}/actions/contact_merge`]: [
    named(
      account(() => "/actions/contact_merge"),
      ({ contactId, twinId }) => ({ base_contact_id: contactId, mergee_contact_id: twinId }),
    ),
  ],
  [`GET ${A}/search`]: list("/search?q=treu"),
  [`GET ${A}/search/contacts`]: unnamed("/search/contacts?q=perl"),
  [`GET ${A}/search/conversations`]: list("/search/conversations?q=treu"),
  [`GET ${A}/search/messages`]: unnamed("/search/messages?q=perl"),
  [`GET ${A}/conversations/search`]: unnamed("/conversations/search?q=perl"),
  [`GET ${A}/conversations/meta`]: unnamed("/conversations/meta"),
  [`GET ${A}/conversations/:conversation_id`]: named(conversation()),
  [`DELETE ${A}/conversations/:conversation_id`]: named(conversation()),
  [`POST ${A}/conversations/:conversation_id/update_last_seen`]: named(conversation("/update_last_seen")),
  [`POST ${A}/conversations/:conversation_id/unread`]: named(conversation("/unread")),
  [`POST ${A}/conversations/:conversation_id/toggle_typing_status`]: named(
    conversation("/toggle_typing_status"),
    () => ({ typing_status: "on" }),
  ),
  [`POST ${A}/conversations/:conversation_id/toggle_status`]: named(conversation("/toggle_status")),
  [`POST ${A}/conversations/:conversation_id/assignments`]: [
    named(conversation("/assignments"), ({ userId }) => ({ assignee_id: userId })),
    named(conversation("/assignments"), ({ teamId }) => ({ team_id: teamId })),
  ],
  [`GET ${A}/conversations/:conversation_id/labels`]: named(conversation("/labels")),
  [`POST ${A}/conversations/:conversation_id/labels`]: named(conversation("/labels"), () => ({
    labels: ["vip"],
  })),
  [`PATCH ${A}/conversations/:conversation_id`]: named(conversation(), () => ({ priority: "high" })),
  [`PUT ${A}/conversations/:conversation_id`]: named(conversation(), () => ({ priority: "low" })),
  [`POST ${A}/conversations/:conversation_id/toggle_priority`]: named(
    conversation("/toggle_priority"),
    () => ({
      priority: "urgent",
    }),
  ),
  [`POST ${A}/conversations/:conversation_id/mute`]: named(conversation("/mute")),
  [`POST ${A}/conversations/:conversation_id/unmute`]: named(conversation("/unmute")),
  [`POST ${A}/conversations/:conversation_id/custom_attributes`]: named(
    conversation("/custom_attributes"),
    () => ({ custom_attributes: { plan: "pro" } }),
  ),
  [`POST ${A}/conversations/:conversation_id/destroy_custom_attributes`]: named(
    conversation("/destroy_custom_attributes"),
    () => ({ custom_attributes: ["plan"] }),
  ),
  [`POST ${A}/conversations/:conversation_id/transcript`]: named(conversation("/transcript"), () => ({
    email: "li@example.test",
  })),
  [`POST ${A}/conversations/:conversation_id/direct_uploads`]: named(conversation("/direct_uploads"), () => ({
    blob: {
      filename: "a.txt",
      byte_size: 1,
      checksum: "DMF1ucDxtqgxw5niaXcmYQ==",
      content_type: "text/plain",
    },
  })),
  [`GET ${A}/conversations/:conversation_id/participants`]: named(conversation("/participants")),
  [`POST ${A}/conversations/:conversation_id/participants`]: named(conversation("/participants"), users),
  [`PATCH ${A}/conversations/:conversation_id/participants`]: named(conversation("/participants"), users),
  [`PUT ${A}/conversations/:conversation_id/participants`]: named(conversation("/participants"), users),
  [`DELETE ${A}/conversations/:conversation_id/participants`]: named(conversation("/participants"), users),
  [`GET ${A}/conversations/:conversation_id/attachments`]: named(conversation("/attachments")),
  [`POST ${A}/contact_inboxes/filter`]: named(
    account(() => "/contact_inboxes/filter"),
    ({ inboxId, sourceId }) => ({ inbox_id: inboxId, source_id: sourceId }),
  ),
  [`POST ${A}/bulk_actions`]: {
    ...unnamed("/bulk_actions"),
    body: ({ displayId }) => ({ type: "Conversation", ids: [displayId], fields: { status: "snoozed" } }),
  },
  [`GET ${A}/notifications`]: list("/notifications"),
  [`GET ${A}/notifications/unread_count`]: unnamed("/notifications/unread_count"),
  [`POST ${A}/notifications/read_all`]: unnamed("/notifications/read_all"),
  [`PATCH ${A}/notifications/:notification_id`]: named(notification),
  [`PUT ${A}/notifications/:notification_id`]: named(notification),
  [`GET ${A}/inboxes`]: list("/inboxes"),
  [`POST ${A}/inboxes`]: unnamed("/inboxes", { name: "Laden", channel: { type: "api" } }),
  [`GET ${A}/inboxes/:inbox_id`]: named(inbox()),
  [`PATCH ${A}/inboxes/:inbox_id`]: named(inbox(), () => ({
    channel: { webhook_url: "https://example.test/" },
  })),
  [`PUT ${A}/inboxes/:inbox_id`]: named(inbox(), () => ({
    channel: { webhook_url: "https://example.test/" },
  })),
  [`POST ${A}/inboxes/:inbox_id/set_agent_bot`]: named(inbox("/set_agent_bot"), () => ({ agent_bot: 1 })),
  [`POST ${A}/inboxes/:inbox_id/reset_secret`]: named(inbox("/reset_secret")),
  [`GET ${A}/conversations/:conversation_id/messages`]: named(conversation("/messages")),
  [`POST ${A}/conversations/:conversation_id/messages`]: named(conversation("/messages"), () => ({
    content: "Hallo",
  })),
  [`PATCH ${A}/conversations/:conversation_id/messages/:message_id`]: named(message(), () => ({
    status: "read",
  })),
  [`DELETE ${A}/conversations/:conversation_id/messages/:message_id`]: named(message()),
  [`PUT ${A}/conversations/:conversation_id/messages/:message_id`]: named(message(), () => ({
    status: "read",
  })),
  [`POST ${A}/conversations/:conversation_id/messages/:message_id/retry`]: named(message("/retry")),
};

const P = "/public/api/v1/inboxes/:identifier/contacts";
const customer =
  (rest = "") =>
  (o: Owned) =>
    `/public/api/v1/inboxes/${o.identifier}/contacts/${o.sourceId}${rest}`;
const own =
  (rest = "") =>
  (o: Owned) =>
    customer(`/conversations/${o.displayId}${rest}`)(o);

const answered = (o: Owned) => own(`/messages/${o.askingId}`)(o);
const answer = () => ({ submitted_values: [{ title: "Ja", value: "ja" }] });

/** Routes for customers' software without a token. Knowing another inbox gives access to nothing of this one. */
export const PUBLIC_ROUTES: RouteTable = {
  "GET /api": { to: () => "/api", foreign: null },
  "GET /public/api/v1/inboxes/:identifier": {
    to: (o) => `/public/api/v1/inboxes/${o.identifier}`,
    foreign: null,
  },
  [`POST ${P}`]: {
    to: (o) => `/public/api/v1/inboxes/${o.identifier}/contacts`,
    body: () => ({ name: "Jemand" }),
    foreign: null,
  },
  [`GET ${P}/:source_id`]: named(customer()),
  [`PATCH ${P}/:source_id`]: named(customer(), () => ({ name: "Jemand anders" })),
  [`PUT ${P}/:source_id`]: named(customer(), () => ({ name: "Noch jemand" })),
  [`GET ${P}/:source_id/conversations`]: named(customer("/conversations")),
  [`POST ${P}/:source_id/conversations`]: named(customer("/conversations")),
  [`GET ${P}/:source_id/conversations/:conversation_id`]: named(own()),
  [`POST ${P}/:source_id/conversations/:conversation_id/toggle_status`]: named(own("/toggle_status")),
  [`POST ${P}/:source_id/conversations/:conversation_id/toggle_typing`]: named(own("/toggle_typing"), () => ({
    typing_status: "on",
  })),
  [`PATCH ${P}/:source_id/conversations/:conversation_id/messages/:message_id`]: named(answered, answer),
  [`PUT ${P}/:source_id/conversations/:conversation_id/messages/:message_id`]: named(answered, answer),
  [`POST ${P}/:source_id/conversations/:conversation_id/update_last_seen`]: named(own("/update_last_seen")),
  [`GET ${P}/:source_id/conversations/:conversation_id/messages`]: named(own("/messages")),
  [`POST ${P}/:source_id/conversations/:conversation_id/messages`]: named(own("/messages"), () => ({
    content: "Hallo",
  })),
};
