import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { endpoint } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import type { Webhook } from "./webhook";
import { WebhookScreen } from "./webhook-screen";

const health: Webhook["health"] = {
  tries: 0,
  delivered: 0,
  p50Ms: null,
  p99Ms: null,
  waiting: 0,
  behind: 0,
  pausedUntil: null,
  lastDeliveredAt: null,
  lastFailedAt: null,
};

test("what is typed into the settings stays when the webhook is disabled meanwhile", async () => {
  let webhook: Webhook = { ...endpoint, health, hours: [] };
  const { user } = openPage(<WebhookScreen endpointId={endpoint.id} />, {
    answers: {
      "webhooks.get": () => webhook,
      "webhooks.deliveries": () => ({ data: [], nextCursor: null }) as never,
      "webhooks.formats": () => [],
      "webhooks.sample": () => null as never,
      "inboxes.list": () => [],
      "webhooks.disable": () => {
        const disabled = { state: "disabled", disabledReason: "by_hand" } as const;
        webhook = { ...webhook, ...disabled, version: webhook.version + 1 };
        return webhook;
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: "Settings" }));
  await user.type(screen.getByRole("textbox", { name: /^Name/ }), "Warehouse");
  await user.click(screen.getByRole("button", { name: "Disable" }));
  await screen.findByRole("button", { name: "Enable" });
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: /^Name/ }).value).toBe("Warehouse");
});
