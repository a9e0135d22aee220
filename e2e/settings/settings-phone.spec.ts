import { expect, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { test } from "@/e2e/support/windows";

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
