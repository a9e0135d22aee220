import type { PublishedScene } from "./published-scene";

type Given = Record<string, unknown>;
/**
 * What a workflow sets, beside the account; the rest has the form's defaults, which n8n sends, too.
 */
export type N8nCase = (scene: PublishedScene) => Given | Promise<Given>;

const nothing = (): Given => ({});
const visitor = (s: PublishedScene): Given => ({
  inbox_identifier: s.identifier,
  contact_identifier: s.visitor.sourceId,
  conversation_id: s.visitor.conversationId,
});
const conversation = (s: PublishedScene): Given => ({ conversation_id: s.conversationId });
const withId =
  (id: (s: PublishedScene) => number | Promise<number>, more: Given = {}): N8nCase =>
  async (s) => ({ ...more, id: await id(s) });
const withTeam =
  (more: (s: PublishedScene) => Given = nothing): N8nCase =>
  async (s) => ({ team_id: await s.make.team(), ...more(s) });
const withFilter =
  (more: Given = {}): N8nCase =>
  async (s) => ({ custom_filter_id: await s.make.customFilter(), ...more });
const agents = (ids: readonly number[]) => ({ user_ids: JSON.stringify(ids) });
const inbox = (s: PublishedScene) => s.inboxId;
const contact = (s: PublishedScene) => s.contactId;
const filter = (attribute_key: string, value: unknown) => ({
  page: 1,
  payload: JSON.stringify([
    { attribute_key, filter_operator: "equal_to", values: [value], query_operator: null },
  ]),
});
const ANSWER = '[{"title": "Blue", "value": "blue"}]';
const email = () => `${crypto.randomUUID()}@example.test`;
const short = () => crypto.randomUUID().slice(0, 8);
const attribute = () => ({
  attribute_display_name: "Plan",
  attribute_key: `plan_${short()}`,
  attribute_values: "[]",
  attribute_description: "What they pay",
});

/** Every operation of the node below the account and the public API. */
export const N8N_OPERATIONS: Readonly<Record<string, N8nCase>> = {
  "Inbox API: Get Details Of A Inbox": visitor,
  "Contacts API: Create A Contact": (s) => ({ inbox_identifier: s.identifier, name: "Ida" }),
  "Contacts API: Get Details Of A Contact": visitor,
  "Contacts API: Update A Contact": (s) => ({ ...visitor(s), name: "Vera Lind" }),
  "Conversations API: List All Contact Conversations": visitor,
  "Conversations API: Create A Conversation": visitor,
  "Messages API: List All Converation Messages": visitor,
  "Messages API: Create A Message": (s) => ({ ...visitor(s), content: "Hello" }),
  "Messages API: Update A Message": (s) => ({
    ...visitor(s),
    message_id: s.visitor.messageId,
    submitted_values: ANSWER,
  }),

  "Account Agent Bots: List All Account Agent Bots": nothing,
  "Account Agent Bots: Create An Account Agent Bot": () => ({
    name: "Router",
    outgoing_url: "https://bot.example/hook",
  }),
  "Account Agent Bots: Get Details Of A Single Account Agent Bot": withId((s) => s.make.bot()),
  "Account Agent Bots: Delete An Account Agent Bot": withId((s) => s.make.bot()),
  "Account Agent Bots: Update An Account Agent Bot": withId((s) => s.make.bot(), {
    name: "Renamed",
    outgoing_url: "https://bot.example/moved",
  }),

  "Agents: Get Account Agents": nothing,
  "Agents: Add New Agent To Account": () => ({ name: "Noor", email: email() }),
  "Agents: Delete Agent From Account": withId((s) => s.make.agent()),
  "Agents: Update Agent In Account": withId((s) => s.make.agent(), { availability: "busy" }),

  "Canned Responses: Get Account Canned Response": nothing,
  "Canned Responses: Add New Canned Response To Account": () => ({ content: "Hello", short_code: short() }),
  "Canned Responses: Delete Canned Response From Account": withId((s) => s.make.cannedResponse()),
  "Canned Response: Update Canned Response In Account": withId((s) => s.make.cannedResponse(), {
    content: "Good day",
    short_code: "renamed",
  }),

  "Custom Attributes: Get Account Custom Attribute": nothing,
  "Custom Attributes: Add New Custom Attribute To Account": attribute,
  "Custom Attributes: Get Details Of A Single Custom Attribute": withId((s) => s.make.attribute()),
  "Custom Attributes: Delete Custom Attribute From Account": withId((s) => s.make.attribute()),
  "Custom Attributes: Update Custom Attribute In Account": withId((s) => s.make.attribute(), attribute()),

  "Contacts: Contact List": nothing,
  "Contacts: Contact Create": (s) => ({ inbox_id: s.inboxId, name: "Mia" }),
  "Contacts: Contact Details": withId(contact),
  "Contacts: Contact Update": withId((s) => s.make.contact(), { name: "Renamed", email: email() }),
  "Contacts: Contact Conversations": withId(contact),
  "Contacts: Contact Delete": withId((s) => s.make.contact()),
  "Contacts: Contact Search": () => ({ q: "Li Wen" }),
  "Contacts: Contact Filter": () => filter("name", "Li Wen"),
  "Contact: Contactable Inboxes Get": (s) => ({ id: s.contactId }),
  "Contact: Contact Inbox Creation": async (s) => ({
    id: await s.make.contact(),
    inbox_id: s.inboxId,
    source_id: `n8n-${short()}`,
  }),

  "Conversations: Conversation List Meta": (s) => ({ inbox_id: s.inboxId, team_id: "", labels: "" }),
  "Conversations: Conversation List": (s) => ({ inbox_id: s.inboxId, team_id: "", labels: "" }),
  "Conversations: New Conversation": (s) => ({
    inbox_id: `${s.inboxId}`,
    contact_id: `${s.contactId}`,
    custom_attributes: "{}",
    message: '{"content": "Hello"}',
  }),
  "Conversations: Conversation Filter": (s) => filter("inbox_id", s.inboxId),
  "Conversations: Get Details Of A Conversation": conversation,
  "Conversations: Toggle Status Of A Conversation": conversation,
  "Conversations: Toggle Priority Of A Conversation": conversation,
  "Conversation Assignment: Assign A Conversation": (s) => ({ ...conversation(s), assignee_id: s.agentId }),
  "Conversation Labels: List All Labels Of A Conversation": conversation,
  "Conversation Labels: Conversation Add Labels": (s) => ({ ...conversation(s), labels: '["vip"]' }),

  "Custom Filters: List All Filters": nothing,
  "Custom Filters: Create A Custom Filter": (s) => ({
    name: `Filter ${short()}`,
    query: JSON.stringify({ payload: JSON.parse(filter("inbox_id", s.inboxId).payload) }),
  }),
  "Custom Filters: Get Details Of A Single Custom Filter": withFilter(),
  "Custom Filters: Delete A Custom Filter": withFilter(),
  "Custom Filters: Update A Custom Filter": withFilter({ name: "Renamed" }),

  "Inboxes: List All Inboxes": nothing,
  "Inboxes: Get Inbox": withId(inbox),
  "Inboxes: Inbox Creation": () => ({
    name: "Shop",
    channel: '{"type": "api", "webhook_url": "https://shop.example/hook"}',
  }),
  "Inboxes: Update Inbox": withId(inbox, { name: "Website" }),
  "Inboxes: Get Inbox Agent Bot": withId(inbox),
  "Inboxes: Update Agent Bot": async (s) => ({ id: s.inboxId, agent_bot: await s.make.bot() }),
  "Inboxes: Get Inbox Members": (s) => ({ inbox_id: s.inboxId }),
  "Inboxes: Add New Agent To Inbox": async (s) => ({
    inbox_id: `${s.inboxId}`,
    ...agents([await s.make.outsider()]),
  }),
  "Inboxes: Delete Agent In Inbox": async (s) => ({
    inbox_id: `${s.inboxId}`,
    ...agents([await s.make.agent()]),
  }),
  "Inboxes: Update Agents In Inbox": (s) => ({ inbox_id: `${s.inboxId}`, ...agents([s.agentId]) }),

  "Messages: List All Messages": conversation,
  "Messages: Create A New Message In A Conversation": (s) => ({
    ...conversation(s),
    content: "Hello",
    private: false,
    content_type: "text",
  }),
  "Messages: Delete A Message": async (s) => ({ ...conversation(s), message_id: await s.make.message() }),

  "Profile: Fetch Profile": nothing,

  "Teams: List All Teams": nothing,
  "Teams: Create A Team": () => ({ name: `Team ${short()}` }),
  "Teams: Get Details Of A Single Team": withTeam(),
  "Teams: Delete A Team": withTeam(),
  "Teams: Update A Team": withTeam(() => ({ name: `Team ${short()}` })),
  "Teams: Get Team Members": withTeam(),
  "Teams: Add New Agent To Team": withTeam(({ agentId }) => agents([agentId])),
  "Teams: Delete Agent In Team": withTeam(({ agentId }) => agents([agentId])),
  "Teams: Update Agents In Team": withTeam(({ agentId }) => agents([agentId])),

  "Webhooks: List All Webhooks": nothing,
  "Webhooks: Create A Webhook": () => ({
    url: `https://hooks.example/${short()}`,
    subscriptions: '["message_created"]',
  }),
  "Webhooks: Delete A Webhook": async (s) => ({ webhook_id: await s.make.webhook() }),
  "Webhooks: Update A Webhook": async (s) => ({
    webhook_id: await s.make.webhook(),
    url: `https://hooks.example/${short()}`,
    subscriptions: '["message_updated"]',
  }),
};
