import { expect } from "@playwright/test";
import { violationsInBothSchemes, violationsWhenAdjusted } from "@/e2e/support/axe";
import { message, pane, select, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("in light and in dark", () => {
  test("every screen of the inbox passes axe", { tag: "@journey" }, async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Where is my order?");
    const answer = await integrator.answer(story.displayId, "On its way.");
    await integrator.report({ messageId: answer.id, signal: "failed", error: "err123" });
    await integrator.changeStatus(story.displayId, "resolve");
    await integrator.receive(story.displayId, "Hello?");

    const signIn = await openWindow("/sign-in", { who: null });
    await expect(signIn.getByRole("button", { name: "Sign in" })).toBeVisible();
    expect(await violationsInBothSchemes(signIn)).toEqual([]);

    const page = await openWindow("/inbox?view=all");
    await expect(
      page.getByRole("region", { name: "Conversations" }).getByRole("listitem").first(),
    ).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);

    await page.getByRole("checkbox").first().click();
    await expect(page.getByText("1 selected")).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);

    // From here on the list has one row: axe takes as long as a page is large.
    await page.goto(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await expect(message(page, "On its way.")).toContainText("err123");
    expect(await violationsInBothSchemes(page)).toEqual([]);
    expect(await violationsWhenAdjusted(page)).toEqual([]);
    await thread(page, story.customer).getByRole("button", { name: "Why open?" }).click();
    await expect(page.getByRole("dialog", { name: "Why open?" })).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name: "Why open?" })).toBeHidden();
    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("dialog", { name: "Commands" }).getByRole("option").first()).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.keyboard.type("assign");
    await expect(page.getByRole("option", { name: "Assign…" })).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name: "Commands" })).toBeHidden();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await pane(page).getByRole("button", { name: "Resolve", exact: true }).click();
    await expect(page.getByRole("button", { name: "Undo" }).first()).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
  });

  test("every page of the settings passes axe", { tag: "@journey" }, async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/settings/inboxes/${story.inboxId}/rules`);
    await expect(page.getByRole("table")).toBeVisible();
    await page.getByRole("switch", { name: /Bot answers first/ }).click();
    await expect(page.getByRole("row", { name: /changes/ }).first()).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.goto("/settings/inboxes");
    await expect(page.getByRole("main").getByRole("link", { name: story.inboxName })).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.goto("/settings/audit");
    await expect(page.getByRole("list", { name: "Audit log" }).getByRole("listitem").first()).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.goto("/settings/alerts");
    await expect(page.getByRole("list", { name: "Alerts" }).getByRole("listitem").first()).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
  });

  test("every page of the people and their tools passes axe", { tag: "@journey" }, async ({ openWindow }) => {
    const page = await openWindow("/settings/members");
    await expect(page.getByRole("list", { name: "Members" }).getByRole("listitem").first()).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.goto("/settings/profile");
    await expect(page.getByRole("heading", { name: "Your profile" })).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    expect(await violationsWhenAdjusted(page)).toEqual([]);
    await page.goto("/settings/teams");
    await page.getByRole("button", { name: "New team" }).click();
    await expect(page.getByRole("checkbox").first()).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.goto("/settings/labels");
    await page.getByRole("button", { name: "New label" }).click();
    await expect(page.getByRole("radio", { name: "Pink" })).toBeAttached();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.goto("/settings/attributes");
    await page.getByRole("button", { name: "New field" }).click();
    await select(page, "Type", "List");
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.goto("/welcome");
    await expect(page.getByRole("heading", { name: "Watch it arrive" })).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.goto("/settings/tokens");
    await expect(page.getByRole("heading", { name: "API tokens" })).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
  });
});
