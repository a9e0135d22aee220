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

  const list = page.getByRole("region", { name: "Not delivered" });
  const ours = list.getByRole("listitem").filter({ hasText: story.customer });
  await expect(ours).toHaveCount(2);
  await expect(list.getByRole("list", { name: "err131026" })).toContainText(story.customer);
  expect(await violationsInBothSchemes(page)).toEqual([]);

  for (const row of await ours.all()) await row.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Resend 2 messages" }).click();
  await expect(ours).toHaveCount(0);
});

test("the notice at the end of the list leaves the last message in view", async ({
  integrator,
  openWindow,
}) => {
  const { displayId } = await integrator.begin();
  for (let count = 0; count < 15; count++) {
    const { id } = await integrator.answer(displayId, `Part ${count}`);
    await integrator.report({ messageId: id, signal: "failed", error: "err131026" });
  }
  const page = await openWindow("/not-delivered");
  const last = page.getByRole("region", { name: "Not delivered" }).getByRole("listitem").last();
  await last.getByRole("link").focus();
  await expect(last.getByRole("link")).toBeInViewport();
  await page.keyboard.press("j");
  const notice = page.getByText("This is the last message in the list.");
  await expect(notice).toBeVisible();
  await expect
    .poll(async () => {
      const [row, place] = [await last.boundingBox(), await page.locator("[data-toast-place]").boundingBox()];
      return row && place && row.y + row.height - place.y;
    })
    .toBeLessThanOrEqual(0);
});

test("a row opens as a whole, and a resend of what may have arrived asks first", async ({
  integrator,
  openWindow,
}) => {
  const { message: stuck, displayId } = await integrator.findStuck();
  const page = await openWindow("/not-delivered");
  const row = page
    .getByRole("list", { name: /It may have been sent/ })
    .getByRole("listitem")
    .filter({ hasText: `#${displayId}` })
    .first();
  await row.getByRole("button", { name: "Resend", exact: true }).click();
  const question = page.getByRole("dialog", { name: "Resend this message?" });
  await question.getByText("Don't resend").click();
  await row.click({ position: { x: 300, y: 50 } }); // anywhere but at its controls
  await expect(page).toHaveURL(new RegExp(`c=${displayId}\\b`));

  await page.goBack();
  await row.getByRole("button", { name: /^More actions/ }).click();
  await page.getByRole("menuitem", { name: "Mark as delivered" }).click();
  await expect(page.getByText("Message marked as delivered")).toBeVisible();
  await page.goto(`/inbox?view=all&c=${displayId}`);
  const bubble = page.getByRole("listitem").filter({ has: page.locator(`[data-message-id="${stuck.id}"]`) });
  await bubble.getByRole("button", { name: "Delivered", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Delivery history" })).toContainText(
    "Marked as delivered by",
  );
});
