import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import type { Api } from "@/test/support/clients/api";
import {
  createWireScene,
  createWireTenant,
  type WireScene,
  type WireTenant,
} from "@/test/support/clients/chatwoot";

/**
 * What a published client finds in an account, and what makes more of it. Ids of what is not made
 * yet are `NOBODY`.
 */
export type PublishedScene = WireScene & {
  accountId: number;
  token: string;
  tenant: WireTenant;
  /** An agent of the inbox. */
  agentId: number;
  /**
   * A visitor of the public API, their conversation, and a message in it that asks them for
   * something.
   */
  visitor: { sourceId: string; conversationId: number; messageId: number };
  make: Readonly<Record<Made, () => Promise<number>>>;
};

type Made =
  | "agent"
  | "attribute"
  | "bot"
  | "cannedResponse"
  | "contact"
  | "customFilter"
  | "message"
  | "outsider"
  | "team"
  | "webhook";

export const NOBODY = 999_999;

export async function createPublishedScene(api: Api): Promise<PublishedScene> {
  const tenant = await createWireTenant(api, { mayPurge: true });
  const scene = await createWireScene(tenant);
  const { accountId, admin, client } = tenant;
  await api.world.run(updateInbox, admin, { inboxId: scene.inboxId, publicApi: true });
  const memberId = async (inboxIds: number[]) => (await tenant.agent(inboxIds)).caller?.userId ?? NOBODY;

  /** The id that a POST answers, wherever it has it. */
  async function idOf(path: string, json: object): Promise<number> {
    const { body } = await client.post(path, { json });
    const { payload = {} } = body;
    return body.id ?? payload.webhook?.id ?? payload.contact?.id ?? payload.id ?? NOBODY;
  }
  const name = () => `Made ${randomUUID().slice(0, 8)}`;
  const key = () => randomUUID().replace(/\W/g, "_");

  return {
    ...scene,
    accountId,
    token: client.token ?? "",
    tenant,
    agentId: await memberId([scene.inboxId]),
    visitor: await createVisitor(tenant, scene),
    make: {
      agent: () => memberId([scene.inboxId]),
      outsider: () => memberId([]),
      attribute: () =>
        idOf("/custom_attribute_definitions", {
          attribute_display_name: name(),
          attribute_display_type: 0,
          attribute_description: "How much they pay",
          attribute_key: key(),
          attribute_values: [],
          attribute_model: 0,
        }),
      bot: () => idOf("/agent_bots", { name: name(), outgoing_url: "https://bot.example/hook" }),
      cannedResponse: () => idOf("/canned_responses", { short_code: key(), content: "Hello" }),
      contact: () => idOf("/contacts", { name: name(), inbox_id: scene.inboxId }),
      customFilter: () => idOf("/custom_filters", { name: name(), query: { payload: [] } }),
      message: () => idOf(`/conversations/${scene.conversationId}/messages`, { content: "Oops" }),
      team: () => idOf("/teams", { name: name() }),
      webhook: () =>
        idOf("/webhooks", {
          url: `https://hooks.example/${key()}`,
          subscriptions: ["message_created"],
        }),
    },
  };
}

async function createVisitor({ anonymous, client }: WireTenant, { identifier }: WireScene) {
  const contacts = `/public/api/v1/inboxes/${identifier}/contacts`;
  const { body: contact } = await anonymous.post(contacts, { json: { name: "Vera" } });
  const conversations = `${contacts}/${contact.source_id}/conversations`;
  const { body: conversation } = await anonymous.post(conversations, { json: {} });
  const items = [{ title: "Blue", value: "blue" }];
  const asking = { content: "Which?", content_type: "input_select", content_attributes: { items } };
  const messages = `/conversations/${conversation.id}/messages`;
  const { body: message } = await client.post(messages, { json: asking });
  return { sourceId: contact.source_id, conversationId: conversation.id, messageId: message.id };
}

/**
 * Paths that stay out, with the reason in the dialect's README: they are answered 404 in Chatwoot's
 * form.
 */
const OUT_OF_SCOPE: readonly RegExp[] = [
  /^\/platform\//,
  /^\/survey\//,
  /^\/api\/v2\/accounts\/\d+\/reports/,
  /^\/api\/v1\/accounts\/\d+\/automation_rules/,
  /^\/api\/v1\/accounts\/\d+\/integrations\//,
  /^\/api\/v1\/accounts\/\d+\/portals/,
];

/** Whether a request stays out. */
export const isOutOfScope = (method: string, path: string): boolean =>
  OUT_OF_SCOPE.some((pattern) => pattern.test(path) || pattern.test(`${method} ${path}`));

/** Calls one method of the SDK: what it is given, and a part of what it answers. */
export type SdkCase = {
  args: (scene: PublishedScene) => object | Promise<object>;
  /** Where nothing is said, it answers something. */
  answers?: object;
};

const visitor = (s: PublishedScene) => ({
  inboxIdentifier: s.identifier,
  contactIdentifier: s.visitor.sourceId,
  conversationId: s.visitor.conversationId,
});
/** The methods of the SDK that reach the customers' API. */
export const SDK_PUBLIC_METHODS: Readonly<Record<string, SdkCase>> = {
  "client.contacts.create": {
    args: (s) => ({ inboxIdentifier: s.identifier, data: { name: "Ida" } }),
    answers: { name: "Ida", source_id: expect.any(String) },
  },
  "client.contacts.get": { args: visitor, answers: { name: "Vera" } },
  "client.contacts.update": {
    args: (s) => ({ ...visitor(s), data: { name: "Vera Lind" } }),
    answers: { id: expect.any(Number) },
  },
  "client.conversations.create": { args: visitor, answers: { id: expect.any(Number) } },
  "client.conversations.list": {
    args: visitor,
    answers: expect.arrayContaining([expect.objectContaining({ status: "open" })]),
  },
  "client.messages.create": {
    args: (s) => ({ ...visitor(s), data: { content: "Anybody there?" } }),
    answers: { content: "Anybody there?" },
  },
  "client.messages.list": { args: visitor },
  "client.messages.update": {
    args: (s) => ({
      ...visitor(s),
      messageId: s.visitor.messageId,
      data: { submitted_values: [{ title: "Blue", value: "blue" }] },
    }),
  },
};
