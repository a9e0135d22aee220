import { expect, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { ADMIN } from "@/e2e/support/environment";
import { arrivesAt, mutate } from "@/e2e/support/ready";
import { choose, pane, refusal } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

async function fillIn(page: Page, password: string): Promise<void> {
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a wrong password is refused with a reason, the correct one leads to the requested page", {
  tag: "@journey",
}, async ({ openWindow, faults }) => {
  faults.expect(/status of 401/); // the wrong password
  const page = await openWindow("/inbox?view=all&status=pending", { who: null });
  await arrivesAt(page, /\/sign-in/);
  await fillIn(page, "e2e-wrong-horse");
  await expect(page.getByRole("main").getByRole("alert")).toHaveText("Wrong email or password.");
  await fillIn(page, ADMIN.password);
  await arrivesAt(page, /\/inbox\?view=all&status=pending$/);

  await page.getByRole("button", { name: ADMIN.name }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await arrivesAt(page, /\/sign-in$/);
  await page.goBack();
  await page.goto("/inbox");
  await arrivesAt(page, /\/sign-in/);
});

test("without JavaScript too nothing of the form is put into the URL", async ({ openWindow }) => {
  const page = await openWindow("/sign-in", { who: null, javaScriptEnabled: false });
  await fillIn(page, ADMIN.password);
  await expect(page.getByText("Please sign in again")).toBeVisible(); // a first visit has no cookie yet
  expect(page.url()).not.toContain(encodeURIComponent(ADMIN.password));
  await fillIn(page, ADMIN.password);
  await expect(page).toHaveURL(/\/inbox$/);
});

test("a window whose session was ended elsewhere shows that, and changes nothing any more", {
  tag: "@journey",
}, async ({ integrator, openWindow, origin, faults }) => {
  faults.expect(/status of 401/); // the response to an ended session
  const { displayId } = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&c=${displayId}`);
  await expect(pane(page).getByRole("button", { name: "Assign" })).toBeVisible();
  expect((await mutate(page.request, "me.endSessions", undefined, origin)).status()).toBe(200);
  await expect(page.getByText("You've been signed out. Sign in again.").first()).toBeVisible();
  await choose(page, "Assign", /\(you\)$/);
  await expect(refusal(page)).toContainText("You're signed out. Sign in again.");
});

test("a forgotten password shows whom to contact, where Tickline cannot send mail", async ({
  openWindow,
}) => {
  const page = await openWindow("/sign-in", { who: null });
  await page.getByRole("link", { name: "Forgot your password?" }).press("Enter");
  await expect(page.getByText("Ask an administrator for a password link")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("link", { name: "Go to sign-in" }).press("Enter");
  await arrivesAt(page, /\/sign-in$/);
});
