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
