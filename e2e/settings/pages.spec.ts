import { expect, type Page } from "@playwright/test";
import { violations, violationsInBothSchemes } from "@/e2e/support/axe";
import { ADMIN } from "@/e2e/support/environment";
import { details, pane, refusal, rowOf, rows, select } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("health", () => {
  test("an administrator sees how many messages failed and why, as a chart and as a table, and opens them", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const { id } = await integrator.answer(story.displayId, "Your parcel is on its way.");
    await integrator.report({ messageId: id, signal: "failed", error: "131026: not on WhatsApp" });
    const page = await openWindow("/settings/health");
    await select(page, "Inbox", story.inboxName);
    await expect(page.getByText("1 attempt, 1 failed (100%).")).toBeVisible();
    const figure = page.getByRole("figure");
    await expect(figure.locator("path.recharts-rectangle").first()).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);

    await figure.getByRole("button", { name: "Show as table" }).click();
    // The newest hour, or the one before if an hour has just begun.
    const failing = figure
      .getByRole("row")
      .filter({ has: page.getByRole("cell", { name: "1", exact: true }) });
    await expect(failing.getByRole("cell")).toHaveText(["0", "1"]); // succeeded, failed
    await expect(figure.getByRole("row")).toHaveCount(25);
    expect(await violations(page)).toEqual([]);

    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download CSV" }).click();
    expect((await download).suggestedFilename()).toBe("failed-messages.csv");
    await page.getByRole("link", { name: "1 still failed" }).click();
    await expect(page.getByText("Failed with “131026: not on WhatsApp”.")).toBeVisible();
    await expect(page.getByRole("region", { name: "Not delivered" })).toContainText(story.customer);
  });
});

test.describe("retention", () => {
  test("resolved conversations are deleted after an inbox's days, which asks first and says how many are due", async ({
    integrator,
    openWindow,
  }) => {
    const { inboxId } = await integrator.begin();
    const page = await openWindow("/settings/trash");
    const section = page.getByRole("region", { name: "Delete resolved conversations" });
    const form = section.locator("form").filter({ has: page.locator(`[name="resolved-${inboxId}"]`) });
    const days = form.getByRole("textbox");
    const save = form.getByRole("button", { name: "Save" });
    await expect(form).toContainText("Resolved conversations are kept.");
    await expect(save).toBeDisabled();

    await days.fill("3651");
    await expect(form).toContainText("Enter a whole number of days, up to 3,650.");
    await days.fill("30");
    await save.click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("status")).toHaveText("No conversations are due yet.");
    await expect(dialog).toContainText("deleted 30 days after being resolved");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await save.click();
    await dialog.getByRole("button", { name: "Delete automatically" }).click();
    await expect(page.getByRole("heading", { name: "Saved" })).toBeVisible();
    await page.reload();
    await expect(days).toHaveValue("30");
    await expect(form).toContainText("Deleted 30 days after being resolved.");
  });
});

test.describe("teams", () => {
  test("a team is created, gets a conversation by key, has its own list, and is deleted", async ({
    integrator,
    openWindow,
  }) => {
    const name = `Returns ${crypto.randomUUID().slice(0, 6)}`;
    const story = await integrator.begin();
    const settings = await openWindow("/settings/teams");
    await settings.getByRole("button", { name: "New team" }).click();
    await settings.getByLabel("Name").fill(name);
    await settings.getByRole("checkbox", { name: ADMIN.name }).check();
    await settings.getByRole("button", { name: "Save" }).click();
    await expect(settings.getByRole("listitem").filter({ hasText: name })).toContainText(ADMIN.name);

    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await expect(details(page).getByRole("button", { name: "Team: No team" })).toBeVisible();
    await page.keyboard.press("Shift+T");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(refusal(page)).toContainText(`#${story.displayId} assigned to team ${name}`);
    await expect(details(page).getByRole("button", { name: `Team: ${name}` })).toBeVisible();

    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
    await expect(page).toHaveURL(/team=\d+/);
    await expect(rows(page)).toHaveCount(1);
    await expect(rowOf(page, story.customer)).toBeVisible();
    await page.keyboard.press("z");
    await expect(rows(page)).toHaveCount(0);

    await settings.getByRole("button", { name: `Delete ${name}` }).click();
    await expect(settings.getByRole("dialog")).toContainText("show “Former team”");
    await settings.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(settings.getByText(name, { exact: true })).toHaveCount(0);
    await expect(page.getByRole("navigation", { name: "Views" }).getByRole("link", { name })).toHaveCount(0);
  });
});

test.describe("events", () => {
  test("a conversation's history is one timeline, opened from its menu; an event shows its JSON", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Where is my order?");
    await integrator.changeStatus(story.displayId, "resolve");
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await pane(page).getByRole("button", { name: "More actions", exact: true }).click();
    await page.getByRole("menuitem", { name: "Events" }).click();
    const history = page.getByRole("list", { name: `History of #${story.displayId}` });
    await expect(history.getByRole("listitem").filter({ hasText: "conversation.created" })).toBeVisible();
    const resolved = history.getByRole("listitem").filter({ hasText: "conversation.status_changed" });
    await expect(resolved).toContainText("resolved");
    await resolved.getByRole("button", { name: "conversation.status_changed" }).click();
    await resolved.getByRole("button", { name: "Show JSON" }).click();
    await expect(resolved).toContainText('"operationId"');
    expect(await violations(page)).toEqual([]);

    await select(page, "Event", "message.created");
    await expect(history.getByRole("button", { name: "conversation.created" })).toHaveCount(0);
    await expect(history).toContainText("Where is my order?");
    await expect(page).toHaveURL(/type=message\.created/);

    const phone = await openWindow("/settings/events", {
      viewport: { width: 390, height: 844 },
      locale: "zh-CN",
      colorScheme: "dark",
    });
    await expect(phone.getByRole("list", { name: "事件" }).getByRole("listitem").first()).toBeVisible();
    expect(await violations(phone)).toEqual([]);
    const isWide = () =>
      phone.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    expect(await isWide()).toBe(false);
  });
});

test.describe("settings phone", () => {
  const PHONE = { viewport: { width: 390, height: 844 }, locale: "zh-CN" };

  /** By how much the page, or something that scrolls in it, is wider than the screen. */
  const overflow = (page: Page): Promise<number> =>
    page.evaluate(() => {
      const wide = [document.documentElement, ...document.querySelectorAll("main")];
      return Math.max(...wide.map((element) => element.scrollWidth - element.clientWidth));
    });

  test("on a phone, in Chinese, a policy is tried and checked, and nothing is wider than the screen", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/settings/inboxes/${story.inboxId}/rules`, PHONE);
    await page.getByRole("switch", { name: "机器人先回复" }).click();
    const dryRun = page.getByRole("region", { name: "用最近 7 天试算" });
    await expect(dryRun.getByRole("status")).toHaveText("1 个会话中有 1 个会有不同的结果。");
    await expect(dryRun.getByRole("listitem")).toContainText(story.customer);
    await page.getByRole("navigation", { name: "收件箱设置" }).getByRole("link", { name: "检查" }).click();
    await page.getByRole("button", { name: "开始检查" }).click();
    await expect(page.getByRole("row", { name: /创建会话，不指定状态/ })).toContainText("进行中");
    await expect.poll(() => overflow(page)).toBe(0);
    expect(await violations(page)).toEqual([]);

    for (const [path, heading] of [
      ["/settings/inboxes", "收件箱"],
      ["/settings/members", "成员"],
      ["/settings/audit", "审计日志"],
      ["/settings/health", "运行状况"],
      ["/settings/profile", "个人资料"],
      ["/settings/tokens", "API 令牌"],
      ["/welcome", "三步收到第一条消息"],
    ] as const) {
      await page.goto(path);
      await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
      await expect(page.getByRole("main").locator("li, form").first()).toBeVisible();
      await expect.poll(() => overflow(page), path).toBe(0);
      expect(await violations(page)).toEqual([]);
    }
  });
});
