import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { violations, violationsInBothSchemes } from "@/e2e/support/axe";
import { AGENT } from "@/e2e/support/environment";
import { select } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";
import { openReceiver, withStatus } from "@/test/support/clients/receiver";

test.describe("tokens", () => {
  test("a read-only token for one inbox is created, reads that inbox only, and shows its rights and last use", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    await integrator.begin();
    const name = `Report ${randomUUID().slice(0, 8)}`;
    const page = await openWindow("/settings/tokens");
    await page.getByRole("button", { name: "New token" }).click();
    const dialog = page.getByRole("dialog", { name: "New API token" });
    await dialog.getByRole("textbox", { name: "App name" }).fill(name);
    await dialog.getByRole("radio", { name: "Selected inboxes" }).check({ force: true });
    await dialog.getByRole("checkbox", { name: story.inboxName }).check();
    await dialog.getByRole("checkbox", { name: "Read-only" }).check();
    await select(dialog, "Expires", "In 30 days");
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Create token" }).click();
    const made = page.getByRole("dialog", { name: `Token “${name}” created` });
    const authorization = `Bearer ${await made.getByRole("textbox", { name: "Token" }).inputValue()}`;
    await made.getByRole("button", { name: "Done" }).click();
    const row = page.getByRole("listitem").filter({ hasText: name });
    await expect(row).toContainText("Agent");
    await expect(row).toContainText("1 inbox");
    await expect(row).toContainText("Never used");

    const url = (path: string) => new URL(path, page.url()).href;
    const inboxes = await page.request.get(url("/v1/inboxes"), { headers: { authorization } });
    expect((await inboxes.json()).data).toMatchObject([{ id: story.inboxId }]);
    const change = page.request.post(url(`/v1/conversations/${story.displayId}/status`), {
      headers: { authorization },
      data: { signal: "resolve" },
    });
    expect((await change).status()).toBe(403);
    await page.reload();
    await expect(row).toContainText("Last used");
    await expect(row).toContainText("Read-only");
  });
});

test.describe("webhooks", () => {
  const log = (page: Page) => page.getByRole("list", { name: "Deliveries" }).getByRole("listitem");

  test("a webhook is added in FreeScout's format, tested, inspected, and deleted", async ({
    integrator,
    openWindow,
  }) => {
    const receiver = await openReceiver();
    const story = await integrator.begin();
    const page = await openWindow("/settings/webhooks/new");
    await page.getByLabel("URL").fill(receiver.url);
    const heartbeat = page.getByRole("spinbutton", { name: "Heartbeat" });
    await heartbeat.fill("5");
    await page.getByRole("radiogroup", { name: "Payload" }).getByText("FreeScout format").click();
    await expect(heartbeat).toHaveCount(0);
    await page.getByText("Payload preview").click();
    await expect(page.getByRole("region", { name: "Payload preview" })).toContainText(
      "X-FreeScout-Event: convo.customer.reply.created",
    );
    await page.getByRole("radiogroup", { name: "Events" }).getByText("Selected events").click();
    await expect(page.getByRole("checkbox", { name: "note.created", exact: true })).toBeChecked();
    await page.getByRole("checkbox", { name: story.inboxName }).check();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Create webhook" }).click();
    await expect(page.getByRole("textbox", { name: "Secret" })).toHaveValue(/^whsec_/);
    expect(await violations(page)).toEqual([]);

    await page.getByRole("link", { name: "Open webhook" }).click();
    await expect(page).toHaveURL(/settings\/webhooks\/\d+$/); // the page before has a button for tests, too
    await page.getByRole("button", { name: "Send test…" }).click();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByRole("dialog").getByText("Delivered, 204")).toBeVisible();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

    await integrator.receive(story.displayId, "Where is my order?");
    await expect(log(page)).toHaveCount(2);
    const newest = log(page).first();
    await newest.getByRole("button", { name: /message\.created/ }).click();
    await expect(newest.getByText("Delivered, 204")).toBeVisible();
    await newest.getByText("Request").click();
    await expect(newest.getByText("Where is my order?").first()).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);

    await page.getByRole("button", { name: "Send test…" }).click();
    await page.getByLabel("Conversation number (optional)").fill(String(story.displayId));
    await expect(page.getByRole("combobox", { name: "Event" })).toHaveText(/^Newest of any type/);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByRole("dialog").getByText("Delivered, 204")).toBeVisible();
    const tested = receiver.taken.at(-1);
    expect(tested?.headers).toMatchObject({ "webhook-test": "true" });
    expect(tested?.body).toContain("Where is my order?");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(page).toHaveURL(/settings\/webhooks$/);
    await expect(page.getByText(receiver.url)).toHaveCount(0);
    await receiver.close();
  });

  test("a webhook that its responses disabled is marked on every page of an administrator, and on none of an agent", async ({
    integrator,
    openWindow,
  }) => {
    const receiver = await openReceiver();
    const story = await integrator.begin();
    receiver.answer = withStatus(410);
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
    const agents = await openWindow("/inbox", { who: AGENT });
    const endpointId = await integrator.addWebhook({ url: receiver.url, inboxIds: [story.inboxId] });
    await integrator.receive(story.displayId, "Where is my order?");
    await expect(page.getByRole("link", { name: /^Settings.*receiving anything/ })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await expect(agents.getByRole("link", { name: /receiving anything/ })).toHaveCount(0);

    await page.goto(`/settings/webhooks/${endpointId}`);
    await expect(page.getByRole("link", { name: /^Webhooks.*receiving anything/ })).toBeVisible();
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(page.getByRole("link", { name: /receiving anything/ })).toHaveCount(0);
    await receiver.close();
  });

  test("on a phone, in Chinese, webhooks fit the screen; an agent sees that the page is for administrators", async ({
    openWindow,
  }) => {
    const page = await openWindow("/settings/webhooks/new", {
      viewport: { width: 390, height: 844 },
      locale: "zh-CN",
    });
    await expect(page.getByRole("heading", { name: "新建 Webhook" })).toBeVisible();
    await page.getByRole("radiogroup", { name: "事件" }).getByText("所选事件").click();
    await expect(page.getByRole("checkbox", { name: "note.created", exact: true })).toBeChecked();
    await page.getByText("内容预览").click();
    await expect(page.getByRole("region", { name: "内容预览" })).toContainText("webhook-id");
    const overflow = () =>
      page.evaluate(() => {
        const wide = [document.documentElement, ...document.querySelectorAll("main")];
        return Math.max(...wide.map((element) => element.scrollWidth - element.clientWidth));
      });
    expect(await overflow()).toBe(0);
    expect(await violations(page)).toEqual([]);
    const agents = await openWindow("/settings/webhooks", { who: AGENT });
    await expect(agents.getByText("Only administrators can change settings")).toBeVisible();
  });
});
