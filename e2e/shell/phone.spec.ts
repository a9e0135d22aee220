import { expect, type Page } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import {
  choose,
  openRow,
  openSettings,
  pane,
  refusal,
  rowOf,
  rows,
  thread,
  tick,
  write,
} from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("phone", () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

  const fits = (page: Page) =>
    expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  test("on a phone the list leads to a thread and back", { tag: "@journey" }, async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Is anybody there?");
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`, phone);
    await expect(rowOf(page, story.customer)).toContainText("Is anybody there?");
    await fits(page);

    await openRow(page, story.customer);
    await expect(thread(page, story.customer)).toContainText("Is anybody there?");
    await expect(rowOf(page, story.customer)).toBeHidden();
    await fits(page);
    await write(page, story.customer, "Yes, always.");
    await expect(tick(page, "Yes, always.", "Pending")).toBeVisible();
    const facts = pane(page).locator("header .facts");
    await expect(facts).toContainText(`#${story.displayId}`);
    await expect(facts).toContainText(story.inboxName);
    await expect(facts).toContainText("unassigned");
    expect(await facts.evaluate((line) => line.scrollWidth <= line.clientWidth)).toBe(true);
    const bubble = thread(page, story.customer)
      .locator("[data-message-id]")
      .filter({ hasText: "Yes, always." });
    const menu = bubble.getByRole("button", { name: "Message actions" });
    await expect(menu).toHaveCSS("opacity", "0");
    await bubble.getByText("Yes, always.").tap();
    await expect(menu).toHaveCSS("opacity", "1");
    expect((await menu.boundingBox())?.height).toBeGreaterThanOrEqual(40);

    await page.getByRole("button", { name: "Back to list" }).click();
    await expect(rowOf(page, story.customer)).toContainText("Yes, always.");
    await expect(thread(page, story.customer)).toBeHidden();
    await openRow(page, story.customer);
    await expect(thread(page, story.customer)).toBeVisible();
    await page.goBack();
    await expect(rowOf(page, story.customer)).toBeVisible();

    await page.getByRole("button", { name: "Views" }).click();
    await openSettings(page, story.inboxName);
    await expect(page.getByRole("switch", { name: /Bot answers first/ })).toBeVisible();
    await fits(page);
  });

  test("on a phone a toast lies beside the composer, and the list is where it was after a conversation and a reload", async ({
    integrator,
    openWindow,
  }) => {
    const { inboxId } = await integrator.begin();
    const names = Array.from({ length: 24 }, (_, index) => `Caller ${String(index).padStart(2, "0")}`);
    for (const customer of names) await integrator.createConversation({ inboxId, customer });
    const page = await openWindow(`/inbox?view=all&inbox=${inboxId}`, phone);
    const top = () => rows(page).first().evaluate(scrolledBy);
    await rowOf(page, "Caller 23").waitFor();
    await rows(page).first().evaluate(scrollTo, 700);
    await expect(rowOf(page, "Caller 10")).toBeVisible();
    const before = await top();

    await openRow(page, "Caller 10");
    await choose(page, "More actions", "Assign to me");
    await expect(refusal(page)).toContainText("assigned to");
    const [toast, composer] = [
      refusal(page).getByText("assigned to"),
      page.getByRole("region", { name: "Composer" }),
    ];
    const [shown, kept] = [await toast.boundingBox(), await composer.boundingBox()];
    expect(shown && kept && (shown.y + shown.height <= kept.y || shown.y >= kept.y + kept.height)).toBe(true);

    await page.goBack();
    await expect(rowOf(page, "Caller 10")).toBeVisible();
    expect(await top()).toBe(before);
    await page.reload();
    await expect(rowOf(page, "Caller 10")).toBeVisible();
    expect(await top()).toBe(before);
  });

  test("on a phone a toast leaves a dialog free", async ({ integrator, openWindow }) => {
    const { displayId } = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&c=${displayId}`, phone);
    await choose(page, "More actions", "Assign to me");
    await expect(refusal(page)).toContainText("assigned to");
    await choose(page, "More actions", "Send transcript…");
    const dialog = page.getByRole("dialog", { name: "Send transcript" });
    await expect(dialog).toBeVisible();
    const [toast, below] = [await refusal(page).boundingBox(), await dialog.boundingBox()];
    expect(toast && below && toast.y >= below.y + below.height).toBe(true);
  });

  const scrolledBy = (row: Element): number | undefined => row.closest(".overflow-y-auto")?.scrollTop;

  function scrollTo(row: Element, top: number): void {
    row.closest(".overflow-y-auto")?.scrollTo({ top, behavior: "instant" });
  }
});

test.describe("chinese", () => {
  test("in Chinese, by keys alone: open, answer, resolve, undo, snooze, and read why", {
    tag: "@journey",
  }, async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    const other = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`, { locale: "zh-CN" });
    const row = page.getByRole("region", { name: "会话", exact: true }).getByRole("listitem");
    const notices = page.getByRole("region", { name: /^操作提示/ });
    await expect(row.filter({ hasText: story.customer })).toBeVisible();
    await expect(row.filter({ hasText: other.customer })).toHaveCount(0);

    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const reply = page.getByRole("textbox", { name: `回复 ${story.customer}` });
    await expect(reply).toBeVisible();
    const why = page.getByText("新会话。此收件箱没有规则将其拦住");
    await expect(why).toBeVisible();

    await page.keyboard.press("r");
    await expect(reply).toBeFocused();
    await page.keyboard.insertText("您好，包裹明天送达。");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(
      page.getByRole("region", { name: `与 ${story.customer} 的消息` }).getByText("您好，包裹明天送达。"),
    ).toBeVisible();
    await expect(reply).toHaveValue("");

    await page.keyboard.press("Escape");
    await page.keyboard.press("e");
    await expect(notices).toContainText(`#${story.displayId} 已解决`);
    await expect(row.filter({ hasText: story.customer })).toHaveCount(0);
    await page.keyboard.press("z");
    await expect(notices).toContainText(`已撤销：#${story.displayId} 已解决`);
    await expect(row.filter({ hasText: story.customer })).toBeVisible();
    await expect(page.getByText(`${ADMIN.name} 撤销了一次更改。`)).toBeVisible();

    await page.keyboard.press("h");
    await expect(page.getByRole("option").first()).toContainText("1 小时后");
    await page.keyboard.press("Enter");
    await expect(notices).toContainText(`#${story.displayId} 已暂缓至`);
    await expect(row.filter({ hasText: story.customer })).toHaveCount(0);
  });
});
