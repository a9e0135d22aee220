import { expect } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { AGENT, AGENTS_INBOX } from "@/e2e/support/environment";
import { details, message, rows, write } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a reply is scheduled by words, listed in every window, changed, and sent now", async ({
  integrator,
  openWindow,
}) => {
  const { displayId, customer, inboxId } = await integrator.begin();
  await integrator.receive(displayId, "When do you open?");
  const url = `/inbox?view=all&inbox=${inboxId}&c=${displayId}`;
  const page = await openWindow(url);
  const second = await openWindow(url);
  const field = page.getByRole("textbox", { name: `Reply to ${customer}` });
  await field.fill("We open at nine.");
  await page.getByRole("button", { name: "More send options" }).click();
  await page.getByRole("menuitem", { name: "Send later…" }).click();
  const dialog = page.getByRole("dialog", { name: "Send later" });
  await dialog.getByRole("textbox", { name: "When" }).fill("in 3 hours");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(field).toHaveValue("");
  expect(await integrator.sentTexts(displayId)).toEqual([]);

  const scheduled = second.getByRole("list", { name: "Scheduled messages" }).getByRole("listitem");
  await expect(scheduled).toContainText("by Sam Rivera");
  await scheduled.getByRole("button", { name: "Edit" }).click();
  const edit = second.getByRole("dialog", { name: "Edit scheduled message" });
  await edit.getByRole("textbox", { name: "Message" }).fill("We open at ten.");
  await edit.getByRole("button", { name: "Schedule", exact: true }).click();
  const first = page.getByRole("list", { name: "Scheduled messages" }).getByRole("listitem");
  await expect(first).toContainText("We open at ten.");
  await page.reload();
  await first.getByRole("button", { name: "Send now" }).click();
  await expect(first).toHaveCount(0); // until then its text is there twice
  await expect(message(page, "We open at ten.")).toBeVisible();
  await expect(scheduled).toHaveCount(0);
  expect(await integrator.sentTexts(displayId)).toEqual(["We open at ten."]);
});

test("a reply assigns the conversation to its author and has the signature, unless it is left out", async ({
  integrator,
  openWindow,
}) => {
  const { displayId, customer, inboxId } = await integrator.begin();
  await integrator.receive(displayId, "Is it in stock?");
  const settings = await openWindow(`/settings/inboxes/${inboxId}`);
  await settings.getByRole("checkbox", { name: "Append members' signatures" }).check();
  await settings.getByRole("button", { name: "Save", exact: true }).click();
  await expect(settings.getByText("Saved")).toBeVisible();
  const profile = await openWindow("/settings/profile");
  await profile.getByRole("textbox", { name: "Your signature" }).fill("Kind regards\n{{agent.name}}");
  await profile.getByRole("button", { name: "Save signature" }).click();
  await expect(profile.getByText("Signature saved")).toBeVisible();
  await profile
    .getByRole("radiogroup", { name: "When I reply to an unassigned conversation, assign it to me" })
    .getByText("Always")
    .click();
  await expect(profile.getByRole("radio", { name: "Always" })).toBeChecked();

  const page = await openWindow(`/inbox?view=all&inbox=${inboxId}&c=${displayId}`);
  await expect(details(page).getByRole("button", { name: "Assignee: Unassigned" })).toBeVisible();
  await write(page, customer, "Yes, it is.");
  await expect(message(page, "Yes, it is.")).toContainText("Kind regards");
  await expect(message(page, "Yes, it is.")).toContainText("Sam Rivera");
  await expect(details(page).getByRole("button", { name: "Assignee: Sam Rivera" })).toBeVisible();
  await page.getByRole("textbox", { name: `Reply to ${customer}` }).fill("Shall I keep one?");
  await page.getByRole("button", { name: "Leave out" }).click();
  await page.reload();
  await expect(page.getByRole("textbox", { name: `Reply to ${customer}` })).toHaveValue("Shall I keep one?");
  await expect(page.getByText("Sent without your signature")).toBeVisible();
  await page.getByRole("button", { name: /^Send(?! and)/ }).click();
  await expect(message(page, "Shall I keep one?")).not.toContainText("Kind regards");
});

test("conversations whose notes mention a member are a view of theirs, and of nobody else", async ({
  integrator,
  openWindow,
}) => {
  const inboxId = await integrator.findInboxId(AGENTS_INBOX);
  const customer = `Mentioned ${crypto.randomUUID().slice(0, 8)}`;
  const { displayId } = await integrator.createConversation({ inboxId, customer });
  await integrator.receive(displayId, "Do you ship to Iceland?");
  const sam = await openWindow(`/inbox?view=all&inbox=${inboxId}&c=${displayId}`);
  const jonas = await openWindow("/inbox?view=mentioned", { who: AGENT });
  await expect(rows(jonas).filter({ hasText: customer })).toHaveCount(0);
  await sam.keyboard.press("n");
  const note = sam.getByRole("textbox", { name: "Note" });
  await note.pressSequentially("@jon");
  await sam.getByRole("option", { name: /Jonas Weber/ }).click();
  await note.press("Control+Enter");
  await expect(rows(jonas).filter({ hasText: customer })).toHaveCount(1);
  await sam.goto("/inbox?view=mentioned");
  await expect(sam.getByRole("heading", { name: "Mentions", level: 1 })).toBeVisible();
  await expect(rows(sam).filter({ hasText: customer })).toHaveCount(0);
});
