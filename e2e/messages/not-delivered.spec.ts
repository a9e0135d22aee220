import { expect } from "@playwright/test";
import { violationsInBothSchemes } from "@/e2e/support/axe";
import { test } from "@/e2e/support/windows";

test("a member sees what was not delivered, and sends several again at once", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const texts = ["Your parcel is on its way.", "Your invoice is attached."];
  const sent = [];
  for (const text of texts) sent.push(await integrator.answer(story.displayId, text));
  const page = await openWindow("/inbox?view=all");
  const link = page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: /Not delivered/ });
  await expect(link).toBeVisible();
  for (const { id } of sent) await integrator.report({ messageId: id, signal: "failed", error: "err131026" });
  await link.click();

  const list = page.getByRole("list", { name: "Not delivered" });
  const ours = list.getByRole("listitem").filter({ hasText: story.customer });
  await expect(ours).toHaveCount(2);
  await expect(ours.first()).toContainText("err131026");
  expect(await violationsInBothSchemes(page)).toEqual([]);

  for (const row of await ours.all()) await row.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Resend 2 messages" }).click();
  await expect(ours).toHaveCount(0);
});
