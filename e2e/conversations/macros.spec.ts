import { expect } from "@playwright/test";
import { message, pane } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a macro is made in the settings, run from the palette as one operation, explained, and undone by one key", async ({
  integrator,
  openWindow,
}) => {
  const name = `Close ${crypto.randomUUID().slice(0, 6)}`;
  const story = await integrator.begin();
  const settings = await openWindow("/settings/macros");
  await settings.getByRole("button", { name: "New macro" }).first().click();
  const dialog = settings.getByRole("dialog", { name: "New macro" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("textbox", { name: "Text" }).fill("Hello {{contact.first_name}}, it is done.");
  for (const action of ["Set priority", "Set status"]) {
    await dialog.getByRole("button", { name: "Add action…" }).click();
    await settings.getByRole("menuitem", { name: action }).click();
  }
  await dialog.getByRole("button", { name: "Move action 3 up" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(settings.getByRole("listitem").filter({ hasText: name })).toContainText(
    "Send reply: Hello {{contact.first_name}}, it is done. → Resolve → Set priority: High",
  );

  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`, {
    undoSend: 10,
  });
  await page.keyboard.press("ControlOrMeta+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await palette.getByRole("combobox").fill(name);
  await palette.getByRole("option", { name: `Run macro: ${name}` }).click();
  await expect(page.getByText(`#${story.displayId}: ${name}`)).toBeVisible();
  const { conversation } = await integrator.replay(
    (state) => state.conversation[story.conversationId]?.status === "resolved",
  );
  expect(conversation[story.conversationId]).toMatchObject({
    priority: "high",
    cause: { rule: "macro", macro: { name } },
  });

  await page.keyboard.press("z");
  await expect(page.getByText(`Undone: #${story.displayId}: ${name}`)).toBeVisible();
  await expect(pane(page).getByRole("button", { name: "Resolve", exact: true })).toBeVisible();
  await expect(message(page, "it is done.")).toHaveCount(0);
  const undone = await integrator.replay(
    (state) => state.conversation[story.conversationId]?.status === "open",
  );
  expect(undone.conversation[story.conversationId]).toMatchObject({ priority: null });
});
