import { expect } from "@playwright/test";
import { messageReceived } from "@/e2e/support/integrator";
import { message, openRow, refusal, rowOf, tick, write } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a failed message shows why and can be sent again", { tag: "@journey" }, async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
  await openRow(page, story.customer);
  const text = "Your parcel is on its way.";
  await write(page, story.customer, text);
  await expect(tick(page, "Your parcel", "Pending")).toBeVisible();

  const snapshot = await integrator.replay((log) => messageReceived(log, story.inboxId, text) !== undefined);
  const sent = { id: messageReceived(snapshot, story.inboxId, text)?.id ?? 0 };
  const failed = { status: "failed", external_error: "err123" };
  // Receipts are refused within the message's undo window.
  await expect(() => integrator.patchAsChatwoot(story.displayId, sent.id, failed)).toPass();
  await expect(message(page, "Your parcel")).toContainText("err123");
  await expect(tick(page, "Your parcel", "Failed")).toBeVisible();
  await expect(rowOf(page, story.customer)).toContainText("Not delivered: err123");

  await message(page, "Your parcel").getByRole("button", { name: "Resend" }).click();
  await expect(tick(page, "Your parcel", "Pending")).toBeVisible();
  await expect(message(page, "Your parcel")).not.toContainText("err123");
  await integrator.report({ messageId: sent.id, signal: "delivered" });
  await tick(page, "Your parcel", "Delivered").click();
  const timeline = page.getByRole("dialog", { name: "Delivery history" });
  await expect(timeline.getByRole("listitem")).toHaveText([
    /Created, attempt 1/,
    /Failed: err123/,
    /Resent, attempt 2/,
    /Delivered/,
  ]);
});

test("a member who resends after a colleague did gets an explanation", async ({
  integrator,
  openWindow,
  faults,
}) => {
  faults.expect(/ERR_FAILED/); // the stream that is aborted below
  faults.expect(/status of 409/); // the refusal itself
  const story = await integrator.begin();
  const failed = await integrator.answer(story.displayId, "Your invoice is attached.");
  await integrator.report({ messageId: failed.id, signal: "failed", error: "err123" });
  const page = await openWindow("about:blank");
  await page.route(/\/api\/trpc\/live/, (route) => route.abort()); // no events from other members arrive
  await page.goto(`/inbox?view=all&inbox=${story.inboxId}`);
  await openRow(page, story.customer);
  const again = message(page, "Your invoice").getByRole("button", { name: "Resend" });
  await expect(again).toBeVisible();

  await integrator.retry(failed.id);
  await again.click();
  await expect(refusal(page)).toContainText("Couldn't resend the message");
  await expect(refusal(page)).toContainText("The message hasn't failed and isn't unconfirmed.");
});
