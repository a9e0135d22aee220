import { expect, type Page } from "@playwright/test";
import type { Integrator } from "@/e2e/support/integrator";
import { recordTargets, sentFrom } from "@/e2e/support/key-targets";
import { openRow, rowOf, rows, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const reply = (page: Page, name: string) => page.getByRole("textbox", { name: `Reply to ${name}` });
const palette = (page: Page) => page.getByRole("dialog", { name: "Commands" });
const ring = (page: Page) => page.locator("a[data-ring]");

/** Conversations of one inbox that nobody has, newest first: Ann, Ben, Cleo. */
async function three(integrator: Integrator) {
  const { inboxId } = await integrator.begin();
  const ids: Record<string, number> = {};
  for (const name of ["Cleo", "Ben", "Ann"]) {
    const { displayId } = await integrator.createConversation({ inboxId, customer: `${name} Current` });
    await integrator.receive(displayId, `Hello from ${name}`);
    ids[name] = displayId;
  }
  return { inboxId, ids, path: `/inbox?view=unassigned&inbox=${inboxId}` };
}

test("a conversation that its reader takes from Unassigned stays current, and the reply goes to its customer", {
  tag: "@journey",
}, async ({ integrator, openWindow }) => {
  const { ids, path } = await three(integrator);
  const page = await openWindow(path);
  await expect(rows(page)).toHaveCount(4);
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await expect(thread(page, "Ann Current")).toBeVisible();
  await page.keyboard.press("i");
  const left = rowOf(page, "Ann Current");
  await expect(left).toContainText("Left this view");
  await expect(ring(page)).toContainText("Ann Current");
  await page.keyboard.press("r");
  await page.keyboard.type("It is on its way.");
  await expect(page.getByRole("region", { name: "Composer" })).toContainText("To Ann Current");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect.poll(() => integrator.sentTexts(ids["Ann"] ?? 0)).toEqual(["It is on its way."]);
  expect(await integrator.sentTexts(ids["Ben"] ?? 0)).toEqual([]);

  await test.step("moving on takes the row away, and ring and thread to the one below it", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await expect(thread(page, "Ben Current")).toBeVisible();
    await expect(ring(page)).toContainText("Ben Current");
    await expect(left).toHaveCount(0);
    await page.keyboard.press("ArrowDown");
    await expect(thread(page, "Cleo Current")).toBeVisible();
    await expect(ring(page)).toContainText("Cleo Current");
  });
});

test("after sending and resolving, what is typed lands in no conversation and runs no command", {
  tag: "@journey",
}, async ({ integrator, openWindow }) => {
  const { ids, path } = await three(integrator);
  const page = await openWindow(path);
  await recordTargets(page);
  await page.reload();
  await openRow(page, "Ann Current");
  await expect(reply(page, "Ann Current")).toBeVisible();
  await page.keyboard.press("i");
  await expect(rowOf(page, "Ann Current")).toContainText("Left this view"); // resolving moves on from it all the same
  await page.keyboard.press("r");
  await page.keyboard.type("Done.");
  await page.keyboard.press("ControlOrMeta+Shift+Enter");
  await page.keyboard.type("hello there #e", { delay: 20 });
  await expect(reply(page, "Ben Current")).toHaveValue("");
  await expect(palette(page)).toHaveCount(0);
  await expect.poll(() => integrator.sentTexts(ids["Ann"] ?? 0)).toEqual(["Done."]);
  expect((await sentFrom(page)).filter(({ displayId }) => displayId !== ids["Ann"])).toEqual([]);

  await test.step("with the preference, it is the next reply", async () => {
    await page.evaluate(() => localStorage.setItem("tickline.caret-moves-on", "on"));
    await reply(page, "Ben Current").fill("Done too.");
    await page.keyboard.press("ControlOrMeta+Shift+Enter");
    await page.keyboard.type("And now Cleo");
    await expect(reply(page, "Cleo Current")).toHaveValue("And now Cleo");
    await expect.poll(() => integrator.sentTexts(ids["Ben"] ?? 0)).toEqual(["Done too."]);
  });
});
