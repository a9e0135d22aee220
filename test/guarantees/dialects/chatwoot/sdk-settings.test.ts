import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenedSdk, openSdk } from "@/test/support/clients/chatwoot";

let opened: OpenedSdk;
beforeAll(async () => {
  opened = await openSdk();
});
afterAll(() => opened.api.close());

test("the published client manages webhooks, bots, attributes and agents", async () => {
  const { sdk } = opened;
  const { accountId } = opened.tenant;
  // biome-ignore lint/suspicious/noExplicitAny: the client's own types differ from what Chatwoot answers.
  const loose = (answer: unknown): any => answer;

  const hook = { url: "https://crm.example.com/sdk", subscriptions: ["message_created"] };
  const { webhook } = loose(await sdk.webhooks.create({ accountId, data: loose(hook) })).payload;
  expect(webhook).toMatchObject(hook);
  const other = { url: "https://crm.example.com/other" };
  const changed = await sdk.webhooks.update({ accountId, webhookId: webhook.id, data: loose(other) });
  expect(loose(changed).payload.webhook).toMatchObject({ ...hook, ...other });
  await sdk.webhooks.delete({ accountId, webhookId: webhook.id });
  expect(loose(await sdk.webhooks.list({ accountId })).payload).toEqual({ webhooks: [] });

  const bot = loose(
    await sdk.accountAgentBots.create({
      accountId,
      data: loose({ name: "Lia", outgoing_url: "https://bots.example.com/lia" }),
    }),
  );
  expect(await sdk.accountAgentBots.get({ accountId, id: bot.id })).toMatchObject({ name: "Lia" });
  await sdk.accountAgentBots.delete({ accountId, id: bot.id });

  const plan = { attribute_display_name: "Plan", attribute_key: "plan", attribute_model: 1 };
  const attribute = loose(await sdk.customAttributes.create({ accountId, data: loose(plan) }));
  expect(await sdk.customAttributes.get({ accountId, id: attribute.id })).toEqual(attribute);
  expect(await sdk.customAttributes.list({ accountId, attributeModel: "1" })).toEqual([attribute]);
  await sdk.customAttributes.delete({ accountId, id: attribute.id });

  const bea = { name: "Bea", email: "bea@sdk.example.test", role: "agent" };
  const agent = loose(await sdk.agents.create({ accountId, data: loose(bea) }));
  expect(agent).toMatchObject(bea);
  await sdk.agents.delete({ accountId, id: agent.id });
  expect(loose(await sdk.agents.list({ accountId }))).toHaveLength(1);
  expect(loose(await sdk.profile.profile()).account_id).toBe(accountId);
});
