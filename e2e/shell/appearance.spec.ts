import { expect, type Locator } from "@playwright/test";
import { details, rowOf } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

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
  await expect.poll(async () => (await rowOf(page, story.customer).boundingBox())?.height).toBeLessThan(tall);

  await page.reload();
  await expect(details(page)).toBeVisible();
  await expect.poll(() => widthOf(list)).toBe(before.list + 32);
  await expect.poll(() => widthOf(context)).toBe(before.context + 40);
  await expect.poll(async () => (await rowOf(page, story.customer).boundingBox())?.height).toBeLessThan(tall);
  await list.dblclick();
  await expect.poll(() => widthOf(list)).toBe(before.list);
});
