import { expect, type Locator, type Page } from "@playwright/test";
import { AGENT, AGENTS_INBOX } from "@/e2e/support/environment";
import { details, openRow, pane, rowOf } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("availability", () => {
  test("a member sets themselves away in the user menu, and the others see it live", async ({
    openWindow,
  }) => {
    const sam = await openWindow("/settings/members");
    const row = sam
      .getByRole("list", { name: "Members" })
      .getByRole("listitem")
      .filter({ hasText: AGENT.name });
    await expect(row).not.toContainText("Away");
    const jonas = await openWindow("/inbox?view=all", { who: AGENT });
    const menu = jonas.getByRole("navigation", { name: "Views" }).getByRole("button", { name: AGENT.name });
    const choose = async (name: string) => {
      await menu.click();
      await jonas.getByRole("menuitemradio", { name, exact: true }).click();
    };
    await choose("Away");
    await expect(menu).toContainText("Away");
    await expect(row).toContainText("Away");
    await choose("Online");
    await expect(row).not.toContainText("Away");
  });
});

test.describe("one stream", () => {
  /** The live streams that the server has open. */
  async function openStreams(page: Page, origin: string): Promise<number> {
    const text = await (await page.request.get(`${origin}/metrics`)).text();
    return Number(/^tickline_live_connections\{kind="screen"\} (\d+)/m.exec(text)?.[1]);
  }

  test("three tabs share one stream; when the leading tab closes, nothing is lost", async ({
    openWindow,
    integrator,
    origin,
  }) => {
    const { customer, displayId } = await integrator.begin();
    const first = await openWindow("/inbox?view=all");
    const others = [await first.context().newPage(), await first.context().newPage()];
    for (const page of others) await page.goto("/inbox?view=all");
    const inAll = async (pages: readonly Page[], text: string) => {
      for (const page of pages) await expect(rowOf(page, customer)).toContainText(text);
    };
    await integrator.receive(displayId, "to all three");
    await inAll([first, ...others], "to all three");
    await expect.poll(() => openStreams(first, origin)).toBe(1);

    await first.close();
    await integrator.receive(displayId, "in the gap");
    await inAll(others, "in the gap");
    const [second, third] = others;
    if (!second || !third) throw new Error("no tabs");
    await expect.poll(() => openStreams(second, origin)).toBe(1);

    await second.goto("/settings"); // its topics are dropped, the stream stays one
    await integrator.receive(displayId, "after that");
    await inAll([third], "after that");
    await expect.poll(() => openStreams(third, origin)).toBe(1);
  });
});

test.describe("presence", () => {
  const field = (page: Page, customer: string) => page.getByRole("textbox", { name: `Reply to ${customer}` });

  const header = (page: Page) => pane(page).locator("header");

  test("two agents at one conversation see each other view, type and leave", async ({
    integrator,
    openWindow,
  }) => {
    const inboxId = await integrator.findInboxId(AGENTS_INBOX);
    const customer = `Presence ${Date.now()}`;
    const { displayId } = await integrator.createConversation({ inboxId, customer });
    await integrator.receive(displayId, "Is anybody there?");
    const list = `/inbox?view=all&inbox=${inboxId}`;
    const sam = await openWindow(list);
    const jonas = await openWindow(`${list}&c=${displayId}`, { who: AGENT });

    await test.step("one views: the other's list shows it, and then both headers", async () => {
      await expect(rowOf(sam, customer)).toContainText("Jonas Weber is viewing");
      await openRow(sam, customer);
      await expect(header(sam)).toContainText("Jonas Weber is viewing");
      await expect(header(jonas)).toContainText("Sam Rivera is viewing");
    });

    await test.step("one types: the other sees it next to the field and in the list", async () => {
      await field(jonas, customer).pressSequentially("Yes, I ");
      await expect(pane(sam).getByRole("status").filter({ hasText: "Jonas Weber is typing…" })).toBeVisible();
      await expect(rowOf(sam, customer)).toContainText("Jonas Weber is typing…");
      await expect(pane(jonas).getByText("is typing…")).toHaveCount(0);
      await field(jonas, customer).press("Control+Enter");
      await expect(pane(sam).getByText("is typing…")).toHaveCount(0);
    });

    await test.step("a closed tab is no longer present", async () => {
      await jonas.close();
      await expect(header(sam)).not.toContainText("Jonas Weber");
    });
  });
});

test.describe("appearance", () => {
  const widthOf = async (handle: Locator): Promise<number> =>
    (await handle.locator("xpath=..").boundingBox())?.width ?? 0;

  test("compact rows and a pane's width are stored in this browser", async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`, {
      viewport: { width: 1440, height: 900 },
    });
    await expect(details(page)).toBeVisible();
    const list = page.getByRole("separator", { name: /^Resize the list/ });
    const context = page.getByRole("separator", { name: /^Resize the details/ });
    const before = { list: await widthOf(list), context: await widthOf(context) };

    await list.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => widthOf(list)).toBe(before.list + 32);
    await expect(list).toHaveAttribute("aria-valuenow", String(before.list + 32));
    const box = await context.boundingBox();
    if (!box) throw new Error("the handle of the details pane is not shown");
    await page.mouse.move(box.x + box.width / 2, 400);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 40, 400, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => widthOf(context)).toBe(before.context + 40);

    const tall = (await rowOf(page, story.customer).boundingBox())?.height ?? 0;
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").fill("list compact");
    await page.getByRole("option", { name: "List density: Compact" }).click();
    await expect
      .poll(async () => (await rowOf(page, story.customer).boundingBox())?.height)
      .toBeLessThan(tall);

    await page.reload();
    await expect(details(page)).toBeVisible();
    await expect.poll(() => widthOf(list)).toBe(before.list + 32);
    await expect.poll(() => widthOf(context)).toBe(before.context + 40);
    await expect
      .poll(async () => (await rowOf(page, story.customer).boundingBox())?.height)
      .toBeLessThan(tall);
    await list.dblclick();
    await expect.poll(() => widthOf(list)).toBe(before.list);
  });
});
