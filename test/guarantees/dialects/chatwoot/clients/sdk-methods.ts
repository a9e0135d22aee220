import { expect } from "vitest";
import { type PublishedScene, SDK_PUBLIC_METHODS, type SdkCase } from "./published-scene";

const account = ({ accountId }: PublishedScene) => ({ accountId });
const withId =
  (id: (scene: PublishedScene) => number | Promise<number>, data?: object) => async (s: PublishedScene) => ({
    accountId: s.accountId,
    id: await id(s),
    ...(data && { data }),
  });
const withFilter = (data?: object) => async (s: PublishedScene) => ({
  accountId: s.accountId,
  customFilterId: await s.make.customFilter(),
  ...(data && { data }),
});
const inbox = (s: PublishedScene) => s.inboxId;
const contact = (s: PublishedScene) => s.contactId;
const conversation = (s: PublishedScene) => ({
  accountId: s.accountId,
  conversationId: s.conversationId,
});
const filter = (attribute_key: string, value: (s: PublishedScene) => unknown) => (s: PublishedScene) => ({
  accountId: s.accountId,
  payload: [{ attribute_key, filter_operator: "equal_to", values: [value(s)], query_operator: null }],
});

/** Every method of the SDK that reaches a route of this dialect. */
export const SDK_METHODS: Readonly<Record<string, SdkCase>> = {
  ...SDK_PUBLIC_METHODS,

  "accountAgentBots.list": { args: account },
  "accountAgentBots.create": {
    args: (s) => ({ ...account(s), data: { name: "Router", outgoing_url: "https://bot.example/" } }),
    answers: { name: "Router" },
  },
  "accountAgentBots.get": { args: withId((s) => s.make.bot()), answers: { id: expect.any(Number) } },
  "accountAgentBots.update": {
    args: withId((s) => s.make.bot(), { name: "Renamed" }),
    answers: { name: "Renamed" },
  },
  "accountAgentBots.delete": { args: withId((s) => s.make.bot()) },

  "agents.list": {
    args: account,
    answers: expect.arrayContaining([expect.objectContaining({ role: "agent" })]),
  },
  "agents.create": {
    args: (s) => ({ ...account(s), data: { name: "Noor", email: "noor@example.test", role: "agent" } }),
    answers: { role: "agent" },
  },
  "agents.update": {
    args: withId((s) => s.make.agent(), { role: "agent", availability: "busy" }),
    answers: { role: "agent" },
  },
  "agents.delete": { args: withId((s) => s.make.agent()) },

  "cannedResponses.list": { args: account },
  "cannedResponses.create": {
    args: (s) => ({ ...account(s), data: { content: "Hello", short_code: "sdk" } }),
    answers: { short_code: "sdk" },
  },
  "cannedResponses.update": {
    args: withId((s) => s.make.cannedResponse(), { content: "Good day" }),
    answers: { content: "Good day" },
  },
  "cannedResponses.delete": { args: withId((s) => s.make.cannedResponse()) },

  "customFilters.list": { args: (s) => ({ ...account(s), filterType: "conversation" }) },
  "customFilters.create": {
    args: (s) => ({
      ...account(s),
      filterType: "conversation",
      data: { name: "SDK", type: "conversation", query: filter("inbox_id", inbox)(s) },
    }),
    answers: { name: "SDK", query: { payload: [{ attribute_key: "inbox_id" }] } },
  },
  "customFilters.get": { args: withFilter(), answers: { filter_type: "conversation" } },
  "customFilters.update": { args: withFilter({ name: "Renamed" }), answers: { name: "Renamed" } },
  "customFilters.delete": { args: withFilter() },

  "contact.create": {
    args: async (s) => ({ ...(await withId(contact)(s)), data: { inbox_id: s.inboxId, source_id: "sdk-1" } }),
    answers: { source_id: "sdk-1" },
  },
  "contacts.list": { args: account, answers: { meta: { count: expect.any(Number) } } },
  "contacts.create": {
    args: (s) => ({
      ...account(s),
      data: { inbox_id: s.inboxId, name: "Mia", phone_number: "+4915112340001" },
    }),
    answers: { payload: { contact: { name: "Mia" } } },
  },
  "contact.getContactable": { args: withId(contact), answers: { payload: expect.any(Array) } },
  "contacts.get": { args: withId(contact), answers: { payload: { name: "李文 Li Wen" } } },
  "contacts.update": {
    args: withId((s) => s.make.contact(), { name: "Renamed" }),
    answers: { payload: { name: "Renamed" } },
  },
  "contacts.delete": { args: withId((s) => s.make.contact()) },
  "contacts.listConversations": { args: withId(contact), answers: { payload: [{ meta: {} }] } },
  "contacts.search": {
    args: (s) => ({ ...account(s), q: "Li Wen" }),
    answers: { payload: [{ name: "李文 Li Wen" }] },
  },
  "contacts.filter": {
    args: async (s) => {
      const json = { inbox_id: s.inboxId, name: "Filtered", email: "filtered@example.test" };
      await s.tenant.client.post("/contacts", { json });
      return filter("email", () => "filtered@example.test")(s);
    },
    answers: { payload: [{ name: "Filtered" }] },
  },

  "conversationAssignment.assign": {
    args: (s) => ({ ...conversation(s), data: { assignee_id: s.agentId } }),
    answers: { id: expect.any(Number) },
  },
  "conversationLabels.list": { args: conversation, answers: { payload: [] } },
  "conversationLabels.add": {
    args: (s) => ({ ...conversation(s), data: { labels: ["vip"] } }),
    answers: { payload: ["vip"] },
  },
  "conversations.getMeta": { args: (s) => ({ ...account(s), inboxId: s.inboxId }), answers: { meta: {} } },
  "conversations.list": {
    args: (s) => ({ ...account(s), inboxId: s.inboxId }),
    answers: { data: { meta: {}, payload: expect.any(Array) } },
  },
  "conversations.create": {
    args: (s) => ({ ...account(s), data: { inbox_id: `${s.inboxId}`, contact_id: `${s.contactId}` } }),
    answers: { status: "open" },
  },
  "conversations.filter": {
    args: filter("inbox_id", (s) => `${s.inboxId}`),
    answers: { meta: { all_count: expect.any(Number) } },
  },
  "conversations.get": { args: conversation, answers: { meta: { sender: { name: "李文 Li Wen" } } } },
  "conversations.toggleStatus": {
    args: (s) => ({ ...conversation(s), data: { status: "pending" } }),
    answers: { payload: { current_status: "pending" } },
  },

  "customAttributes.list": { args: (s) => ({ ...account(s), attributeModel: "0" }) },
  "customAttributes.create": {
    args: (s) => ({
      ...account(s),
      data: {
        attribute_display_name: "Plan",
        attribute_display_type: 0,
        attribute_key: "plan",
        attribute_model: 1,
      },
    }),
    answers: { attribute_key: "plan" },
  },
  "customAttributes.get": { args: withId((s) => s.make.attribute()), answers: { id: expect.any(Number) } },
  "customAttributes.update": {
    args: withId((s) => s.make.attribute(), { attribute_display_name: "Tariff" }),
    answers: { attribute_display_name: "Tariff" },
  },
  "customAttributes.delete": { args: withId((s) => s.make.attribute()) },

  "inboxes.list": { args: account, answers: { payload: [{ name: "Website" }] } },
  "inboxes.get": { args: withId(inbox), answers: { name: "Website" } },
  "inboxes.create": {
    args: (s) => ({
      ...account(s),
      data: { name: "Shop", channel: { type: "api", webhook_url: "https://shop.example/hook" } },
    }),
    answers: { channel_type: "Channel::Api" },
  },
  "inboxes.update": {
    args: withId(inbox, { name: "Website", enable_auto_assignment: false }),
    answers: { name: "Website" },
  },
  "inboxes.getAgentBot": { args: withId(inbox), answers: { agent_bot: {} } },
  "inboxes.updateAgentBot": {
    args: async (s) => ({ ...(await withId(inbox)(s)), data: { agent_bot: await s.make.bot() } }),
  },
  "inboxes.listAgents": {
    args: (s) => ({ ...account(s), inboxId: s.inboxId }),
    answers: { payload: expect.any(Array) },
  },
  "inboxes.addAgent": {
    args: async (s) => ({
      ...account(s),
      data: { inbox_id: `${s.inboxId}`, user_ids: [`${await s.make.outsider()}`] },
    }),
  },
  "inboxes.updateAgentsInInbox": {
    args: (s) => ({ ...account(s), data: { inbox_id: `${s.inboxId}`, user_ids: [`${s.agentId}`] } }),
  },

  "messages.list": { args: conversation, answers: { meta: {}, payload: expect.any(Array) } },
  "messages.create": {
    args: (s) => ({
      ...conversation(s),
      data: { content: "Hello", message_type: "outgoing", private: false },
    }),
    answers: { content: "Hello", message_type: 1 },
  },
  "messages.update": {
    args: async (s) => ({
      ...conversation(s),
      messageId: await s.make.message(),
      data: { status: "delivered" },
    }),
    answers: { status: "delivered" },
  },
  "messages.delete": { args: async (s) => ({ ...conversation(s), messageId: await s.make.message() }) },

  "profile.profile": { args: () => ({}), answers: { role: "administrator" } },

  "teams.list": { args: account },
  "teams.create": {
    args: (s) => ({ ...account(s), data: { name: "Returns" } }),
    answers: { name: "Returns" },
  },
  "teams.get": { args: async (s) => ({ ...account(s), teamId: await s.make.team() }) },
  "teams.update": {
    args: async (s) => ({ ...account(s), teamId: await s.make.team(), data: { name: "Second line" } }),
    answers: { name: "Second line" },
  },
  "teams.delete": { args: async (s) => ({ ...account(s), teamId: await s.make.team() }) },

  "webhooks.list": { args: account },
  "webhooks.create": {
    args: (s) => ({
      ...account(s),
      data: { url: "https://hooks.example/sdk", subscriptions: ["message_created"] },
    }),
    answers: { payload: { webhook: { url: "https://hooks.example/sdk" } } },
  },
  "webhooks.update": {
    args: async (s) => ({
      ...account(s),
      webhookId: await s.make.webhook(),
      data: { url: "https://hooks.example/moved", subscriptions: ["message_updated"] },
    }),
  },
  "webhooks.delete": { args: async (s) => ({ ...account(s), webhookId: await s.make.webhook() }) },
};
