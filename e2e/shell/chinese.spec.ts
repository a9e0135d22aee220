import { expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { test } from "@/e2e/support/windows";

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
