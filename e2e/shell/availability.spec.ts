import { expect } from "@playwright/test";
import { AGENT } from "@/e2e/support/environment";
import { test } from "@/e2e/support/windows";

test("a member sets themselves away in the user menu, and the others see it live", async ({ openWindow }) => {
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
