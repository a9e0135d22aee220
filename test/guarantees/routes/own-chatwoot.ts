import { randomUUID } from "node:crypto";
import type { Api, createTokenTenant } from "@/test/support/clients/api";

/** What only Chatwoot's API makes, or what it makes most briefly. */
type Scene = { api: Api; tenant: Awaited<ReturnType<typeof createTokenTenant>>; name: string };

export async function ownBot(scene: Scene): Promise<{ botId: number }> {
  const { name } = scene;
  const bot = await post(scene, "/agent_bots", { name, outgoing_url: `https://hooks.example.com/${name}` });
  return { botId: bot.id };
}

export async function ownWebhook(scene: Scene): Promise<{ webhookId: number; definitionId: number }> {
  const url = `https://hooks.example.com/${randomUUID()}`;
  const { payload } = await post(scene, "/webhooks", { name: scene.name, url });
  const definition = await post(scene, "/custom_attribute_definitions", {
    attribute_display_name: scene.name,
    attribute_key: randomUUID(),
  });
  return { webhookId: payload.webhook.id, definitionId: definition.id };
}

/** Not by the scene's name: every member sees the account's members. */
export async function ownAgent(scene: Scene): Promise<{ agentId: number }> {
  const agent = await post(scene, "/agents", { name: "Bea", email: `${randomUUID()}@example.test` });
  return { agentId: agent.id };
}

export async function ownQuestion(
  scene: Scene & { owned: { displayId: number } },
): Promise<{ askingId: number }> {
  const items = [{ title: "Ja", value: "ja" }];
  const question = { content: scene.name, content_type: "input_select", content_attributes: { items } };
  const message = await post(scene, `/conversations/${scene.owned.displayId}/messages`, question);
  return { askingId: message.id };
}

async function post({ api, tenant: { accountId, token } }: Scene, path: string, body: object) {
  const answer = await fetch(`${api.url}/api/v1/accounts/${accountId}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "api-access-token": token },
    body: JSON.stringify(body),
  });
  return answer.json();
}
