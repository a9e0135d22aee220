import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Api } from "./api";
import {
  createWireScene,
  createWireTenant,
  openChatwoot,
  type WireAnswer,
  type WireClient,
  type WireScene,
  type WireTenant,
} from "./chatwoot";

// The requests of Evolution 2.3.7, in the form in which it sends them.

/** A customer on WhatsApp. */
export const JID = "5511988887777@s.whatsapp.net";
export const PHONE = "+5511988887777";

const form = (fields: Record<string, string>): { form: FormData } => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return { form: data };
};

/** A message, as a form even if it is plain text. */
export const send = (s: Scene, fields: Record<string, string>, messages = s.messages) =>
  ok(s.client.post(messages, form({ message_type: "incoming", private: "false", ...fields })));

/** The filter by which it looks for a contact. */
export const byPhone = (...values: string[]) => ({
  payload: values.map((value, i) => ({
    attribute_key: "phone_number",
    filter_operator: "equal_to",
    values: [value],
    query_operator: i < values.length - 1 ? "OR" : null,
  })),
});

/** A contact in the inbox, and its conversation. */
export async function chat(
  s: Scene,
  contact: object = { name: "Zoë", phone_number: PHONE, identifier: JID },
) {
  const json = { inbox_id: s.inboxId, avatar_url: null, ...contact };
  const made = (await ok(s.client.post("/contacts", { json }))).payload.contact;
  const begun = await ok(
    s.client.post("/conversations", { json: { contact_id: `${made.id}`, inbox_id: `${s.inboxId}` } }),
  );
  const conversation = `/conversations/${begun.id}`;
  const messages = `${conversation}/messages`;
  return { contact: made, begun, in: { ...s, conversationId: begun.id, conversation, messages } };
}

/** A separate conversation for one test. */
export type Scene = WireScene & {
  api: Api;
  tenant: WireTenant;
  client: WireClient;
  /** Paths of the conversation and of its messages. */
  conversation: string;
  messages: string;
};
/** A leading number is that of the checklist of upstream's request specs. */
export type Story = [behaviour: string, check: (scene: Scene) => Promise<unknown>];

/** Makes a test of every story, each in a new account. */
export function testStories(
  chapters: readonly (readonly [title: string, stories: readonly Story[]])[],
): void {
  let api: Api;
  beforeAll(async () => {
    api = await openChatwoot();
  });
  afterAll(() => api.close());
  describe.each(chapters)("%s", (_, stories) => {
    test.each(stories)("%s", async (_behaviour, check) => {
      await check(await openScene(api));
    });
  });
}

async function openScene(api: Api): Promise<Scene> {
  const tenant = await createWireTenant(api, { mayPurge: true });
  const scene = await createWireScene(tenant);
  const conversation = `/conversations/${scene.conversationId}`;
  return { ...scene, api, tenant, client: tenant.client, conversation, messages: `${conversation}/messages` };
}

/** The body of an answer that must be 200. */
export async function ok(answer: Promise<WireAnswer>): Promise<WireAnswer["body"]> {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

export const write = ({ client, messages }: Scene, json: object) => ok(client.post(messages, { json }));
export const report = ({ client, messages }: Scene, id: number, json: object) =>
  ok(client.patch(`${messages}/${id}`, { json }));
export const toggle = ({ client, conversation }: Scene, json?: object) =>
  ok(client.post(`${conversation}/toggle_status`, { json }));
export const show = ({ client, conversation }: Scene) => ok(client.get(conversation));
