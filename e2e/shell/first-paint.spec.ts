import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { AGENT } from "@/e2e/support/environment";
import { holdScripts, watchQueries } from "@/e2e/support/ready";
import { message, openRow, rowOf, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

/** Loads only the page's HTML: its scripts wait until `release` is called. */
async function openWithoutScripts(page: Page, path: string): Promise<{ release: () => void }> {
  const release = await holdScripts(page);
  await page.evaluate((to) => location.assign(to), path);
  await page.waitForURL((url) => url.pathname + url.search === path, { waitUntil: "commit" });
  return { release };
}

test("the first HTML of the inbox, the contacts and the settings has their rows", {
  tag: "@journey",
}, async ({ integrator, openWindow }) => {
  const { inboxId, inboxName, customer, displayId } = await integrator.begin();
  await integrator.receive(displayId, "shown before any script");
  const page = await openWindow(`/inbox?view=all&c=${displayId}`, { javaScriptEnabled: false });
  await expect(rowOf(page, customer)).toContainText("shown before any script");
  await expect(page.getByRole("navigation", { name: "Views" }).getByText(inboxName)).toBeVisible();

  await page.goto("/contacts");
  await expect(page.getByRole("list", { name: "Contacts" }).getByText(customer)).toBeVisible();

  await page.goto("/settings/members");
  await expect(page.getByRole("list", { name: "Members" }).getByText(AGENT.name)).toBeVisible();

  await page.goto("/settings/inboxes");
  await expect(page.getByRole("main").getByRole("link", { name: inboxName })).toContainText("API");

  await page.goto(`/settings/inboxes/${inboxId}/connect`);
  await expect(page.getByText(`API · ID ${inboxId}`)).toBeVisible();
  await expect(page.getByRole("status").getByText("shown before any script")).toBeVisible();

  await page.goto(`/settings/inboxes/${inboxId}/rules`);
  await expect(page.getByRole("row", { name: /Customer starts a conversation/ })).toBeVisible();
  await expect(page.getByRole("switch", { name: /Bot answers first/ })).toBeVisible();
});

test("the first HTML of no page has an inline style, which the content security policy refuses", async ({
  integrator,
  openWindow,
}) => {
  const { inboxId, displayId } = await integrator.begin();
  const page = await openWindow("/settings/labels");
  const links = await page
    .locator('a[href^="/settings"]')
    .evaluateAll((all) => all.flatMap((one) => one.getAttribute("href") ?? []));
  const filtered = ["/settings/audit", "/settings/events"].map((path) => `${path}?from=2026-02-01T10:00`);
  const others = [
    `/inbox?view=all&c=${displayId}`,
    "/contacts",
    "/welcome",
    `/settings/inboxes/${inboxId}/rules`,
  ];
  const styled: string[] = [];
  for (const path of new Set([...links, ...filtered, ...others])) {
    const response = await page.request.get(path);
    expect([path, response.status()]).toEqual([path, 200]);
    if (/ style="/.test(await response.text())) styled.push(path);
  }
  expect(links.length).toBeGreaterThan(15);
  expect(styled).toEqual([]);
});

test("data that the server has fetched for a page is not fetched again", async ({
  integrator,
  openWindow,
}) => {
  const { inboxId, customer, displayId } = await integrator.begin();
  await integrator.answer(displayId, "nothing left to read");
  const page = await openWindow("/settings/labels");
  const called = watchQueries(page);
  const load = async () => {
    called.splice(0);
    const live = page.waitForResponse((response) => response.url().includes("/api/trpc/topics.set"));
    // Alone in its list: no other conversation is prefetched.
    const response = await page.goto(`/inbox?view=all&inbox=${inboxId}&c=${displayId}`);
    await expect(message(page, "nothing left to read")).toBeVisible();
    await expect(page.getByRole("textbox", { name: `Reply to ${customer}` })).toBeVisible();
    await live;
    const inHtml = queriesIn((await response?.text()) ?? "");
    return { inHtml, again: called.filter((path) => inHtml.includes(path)) };
  };
  // Not at each load: a busy server leaves a query that takes a second to the page, and an alert of another test changes two.
  await expect(async () =>
    expect(await load()).toEqual({ inHtml: expect.arrayContaining(PREFETCHED), again: [] }),
  ).toPass();
});

const PREFETCHED = [
  "conversations.counts",
  "conversations.get",
  "conversations.list",
  "conversations.transitions",
  "inboxes.list",
  "labels.list",
  "me.get",
  "members.list",
  "notifications.unread",
  "teams.list",
  "views.list",
  "webhooks.troubled",
];

/** The queries whose data a page's HTML has: their keys, in JSON within the JSON of scripts. */
function queriesIn(html: string): string[] {
  const keys = html.matchAll(/\[\[\\+"(\w+)\\+",\\+"(\w+)\\+"\]/g);
  return [...keys].map(([, router, procedure]) => `${router}.${procedure}`);
}

test("a message that arrives between the server's query and the first script is shown without a second fetch", async ({
  integrator,
  openWindow,
}) => {
  const { customer, displayId } = await integrator.begin();
  await integrator.receive(displayId, "in the HTML");
  const page = await openWindow("/settings/profile");
  const called = watchQueries(page);
  const { release } = await openWithoutScripts(page, "/inbox?view=all");
  await expect(rowOf(page, customer)).toContainText("in the HTML");
  await integrator.receive(displayId, "too late for the HTML");
  const late = await integrator.begin();
  await integrator.receive(late.displayId, "from somebody new");
  await expect(rowOf(page, customer)).toContainText("in the HTML");
  release();
  await expect(rowOf(page, customer)).toContainText("too late for the HTML");
  await expect(rowOf(page, late.customer)).toContainText("from somebody new");
  expect(called).not.toContain("conversations.list");
  await openRow(page, customer);
  await expect(thread(page, customer)).toContainText("too late for the HTML");
});

test("a setting that changes between the server's query and the first script is refetched", async ({
  integrator,
  openWindow,
}) => {
  const name = `Late ${randomUUID().slice(0, 8)}`;
  const page = await openWindow("/settings/profile");
  const { release } = await openWithoutScripts(page, "/settings/inboxes");
  await expect(page.getByRole("heading", { name: "Inboxes", level: 1 })).toBeVisible();
  await integrator.createInbox(name);
  await expect(page.getByRole("main").getByText(name)).toHaveCount(0);
  release();
  await expect(page.getByRole("main").getByText(name)).toBeVisible();
});

test("an agent's first HTML has what the agent may see, and no settings", async ({
  integrator,
  openWindow,
}) => {
  const { customer, inboxName } = await integrator.begin();
  const page = await openWindow("/inbox?view=all", { who: AGENT, javaScriptEnabled: false });
  await expect(page.getByRole("region", { name: "Conversations" }).getByRole("listitem")).not.toHaveCount(0);
  const html = await page.content();
  expect(html).not.toContain(customer);
  expect(html).not.toContain(inboxName);
  for (const path of [
    "/settings/inboxes",
    "/settings/members",
    "/settings/audit",
    "/settings/alerts",
    "/settings/tokens",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toContainText("administrator");
    expect(await page.content()).not.toContain(inboxName);
  }
});
