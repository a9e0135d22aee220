import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { endpoint, inbox } from "@/server/contract/event/sample-dtos";
import { isDisabled } from "@/test/support/dom/disabled";
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

/** The settings of a webhook as it is stored; the test ends each save. */
async function openSettings(inboxIds: number[] | null = null) {
  const stored: { webhook: Webhook } = { webhook: { ...endpoint, inboxIds, health, hours: [] } };
  let answer = () => {};
  const page = openPage(<WebhookScreen endpointId={endpoint.id} />, {
    answers: {
      "webhooks.get": () => stored.webhook,
      "webhooks.deliveries": () => ({ data: [], nextCursor: null }) as never,
      "webhooks.formats": () => [],
      "webhooks.sample": () => null as never,
      "inboxes.list": () => ["First", "Second", "Third"].map((name, at) => ({ ...inbox, id: at + 1, name })),
      "webhooks.enable": () => stored.webhook,
      "webhooks.disable": () => stored.webhook,
      "webhooks.update": async (changes) => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        const name = changes.name === undefined ? stored.webhook.name : (changes.name?.trim() ?? null);
        stored.webhook = { ...stored.webhook, ...changes, name } as Webhook;
        return stored.webhook;
      },
    },
  });
  await page.user.click(await screen.findByRole("button", { name: "Settings" }));
  const name = () => screen.getByRole<HTMLInputElement>("textbox", { name: /^Name/ });
  const save = () => screen.getByRole<HTMLButtonElement>("button", { name: "Save" });
  const endSave = async () => {
    answer();
    await expect.poll(() => isDisabled(save())).toBe(false);
  };
  return { ...page, stored, name, save, endSave };
}

test("what is typed into the settings stays when somebody else changes another one, which is shown and not put back", async () => {
  const { user, stored, name, save, endSave, inputsOf } = await openSettings();
  await user.type(name(), "Warehouse");
  stored.webhook = { ...stored.webhook, concurrency: 3, state: "disabled", disabledReason: "by_hand" };
  await user.click(screen.getByRole("button", { name: "Disable" }));
  await screen.findByRole("button", { name: "Enable" });
  expect(name().value).toBe("Warehouse");
  const atOnce = screen.getByRole<HTMLInputElement>("spinbutton", { name: "Parallel requests" });
  expect(atOnce.value).toBe("3");
  await user.click(save());
  await endSave();
  expect(inputsOf("webhooks.update")).toEqual([{ endpointId: endpoint.id, name: "Warehouse" }]);
});

test("an inbox that somebody else has added meanwhile stays when another one is added", async () => {
  const { user, stored, save, endSave, inputsOf } = await openSettings([1]);
  await user.click(await screen.findByRole("checkbox", { name: "Second" }));
  stored.webhook = { ...stored.webhook, inboxIds: [1, 3], state: "disabled", disabledReason: "by_hand" };
  await user.click(screen.getByRole("button", { name: "Disable" }));
  await screen.findByRole("button", { name: "Enable" });
  await user.click(save());
  await endSave();
  expect(inputsOf("webhooks.update")).toEqual([{ endpointId: endpoint.id, inboxIds: [1, 3, 2] }]);
});

test("what is typed while a webhook is saved stays, and a field that was saved shows what is stored", async () => {
  const { user, name, save, endSave } = await openSettings();
  await user.type(name(), "Shop ");
  await user.click(save());
  await user.type(screen.getByRole("textbox", { name: "URL" }), "/hook");
  await endSave();
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "URL" }).value).toBe(`${endpoint.url}/hook`);
  await expect.poll(() => name().value).toBe("Shop");
});

test("a new secret, which is shown once, is not lost by a press beside its dialog, nor while it is being made by Escape or its cross", async () => {
  let answer = () => {};
  const { user } = openPage(<WebhookScreen endpointId={endpoint.id} />, {
    answers: {
      "webhooks.get": () => ({ ...endpoint, health, hours: [] }),
      "webhooks.deliveries": () => ({ data: [], nextCursor: null }) as never,
      "webhooks.rotate": async () => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return { endpoint, secret: "whsec_new" };
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: "Change secret…" }));
  await user.click(await screen.findByRole("button", { name: "Change" }));
  const pressBeside = () => user.click(document.querySelector(".bg-scrim") ?? document.body);
  await pressBeside();
  await user.keyboard("{Escape}");
  await user.click(screen.getByRole("button", { name: "Close" }));
  answer();
  const secret = await screen.findByRole<HTMLInputElement>("textbox", { name: "Secret" });
  expect(secret.value).toBe("whsec_new");
  await pressBeside();
  expect(screen.queryByRole("dialog")).not.toBeNull();
});

/** A webhook's page, which the reader may leave by a button. */
function Leavable() {
  const [isLeft, setLeft] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setLeft(true)}>
        Leave
      </button>
      {isLeft ? "Another page" : <WebhookScreen endpointId={endpoint.id} />}
    </>
  );
}

test.each([
  { page: "left meanwhile", isLeft: true, visited: [] },
  { page: "still open", isLeft: false, visited: ["/settings/webhooks"] },
])(
  "a late answer to a webhook's deletion shows the list of webhooks only where its page is still open: $page",
  async ({ isLeft, visited }) => {
    let answer = () => {};
    const page = openPage(<Leavable />, {
      answers: {
        "webhooks.get": () => ({ ...endpoint, health, hours: [] }),
        "webhooks.deliveries": () => ({ data: [], nextCursor: null }) as never,
        "webhooks.remove": async () => {
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
          return endpoint as never;
        },
      },
    });
    await page.user.click(await screen.findByRole("button", { name: "Delete…" }));
    await page.user.click(await screen.findByRole("button", { name: "Delete" }));
    await expect.poll(() => page.inputsOf("webhooks.remove")).toHaveLength(1);
    await page.user.keyboard("{Escape}");
    if (isLeft) await page.user.click(screen.getByRole("button", { name: "Leave" }));
    answer();
    await screen.findByText("Webhook deleted");
    expect(page.visited).toEqual(visited);
  },
);
