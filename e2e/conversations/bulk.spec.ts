import { expect, type Page } from "@playwright/test";
import type { Integrator } from "@/e2e/support/integrator";
import { details, filterBy, openRow, refusal, rowOf, rows, showStatus, sortBy } from "@/e2e/support/screen";
import { sendTooLate } from "@/e2e/support/session";
import { test } from "@/e2e/support/windows";

const bar = (page: Page) => page.getByRole("region", { name: "Conversations" }).getByRole("status");

/** Five conversations of one inbox, newest last. */
async function five(integrator: Integrator) {
  const { inboxId } = await integrator.begin();
  const mark = crypto.randomUUID().slice(0, 6);
  const made: { displayId: number; customer: string }[] = [];
  for (const name of ["Ann", "Ben", "Cleo", "Dan", "Eve"]) {
    const customer = `${name} ${mark}`;
    const { displayId } = await integrator.createConversation({ inboxId, customer });
    await integrator.receive(displayId, `Hello from ${name}`);
    made.push({ displayId, customer });
  }
  return { inboxId, made, path: `/inbox?view=all&inbox=${inboxId}` };
}

test("by keys: a range is selected, resolved together, and restored by one undo", {
  tag: "@journey",
}, async ({ integrator, openWindow }) => {
  const { made, path } = await five(integrator);
  const page = await openWindow(path);
  await expect(rows(page)).toHaveCount(6);
  await page.keyboard.press("j"); // Eve
  await page.keyboard.press("j"); // Dan
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+j"); // Cleo
  await page.keyboard.press("Shift+j"); // Ben
  await expect(bar(page)).toHaveText("3 selected");
  await expect(page.getByRole("region", { name: "Conversations" })).toMatchAriaSnapshot(`
    - list:
      - listitem:
        - checkbox /^Select Eve/
      - listitem:
        - checkbox /^Select Dan/ [checked]
    - button "Clear selection"
    - status: 3 selected
    - button "Resolve"
    - button "More actions"
  `);
  await page.keyboard.press("e");
  await expect(refusal(page)).toContainText("3 conversations resolved");
  await expect(rows(page)).toHaveCount(3);
  for (const { customer } of made.slice(1, 4)) await expect(rowOf(page, customer)).toHaveCount(0);

  await page.keyboard.press("z");
  await expect(refusal(page)).toContainText("Undone: 3 conversations resolved");
  await expect(rows(page)).toHaveCount(6);
});

test("by pointer: selected singly, by shift-click and all; labelled and assigned from the palette", async ({
  integrator,
  openWindow,
}) => {
  const { made, path } = await five(integrator);
  const page = await openWindow(path);
  const [ann, ben, , dan] = made.map(({ customer }) => customer);
  await page.getByRole("checkbox", { name: `Select ${dan}` }).click();
  await page.keyboard.press("l"); // keys still work after a click on a checkbox
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await rowOf(page, ben ?? "")
    .getByRole("link")
    .click({ modifiers: ["Shift"] });
  await expect(bar(page)).toHaveText("3 selected");
  await page.keyboard.press("l");
  await page.keyboard.type("batch");
  await page.keyboard.press("Enter");
  await expect(refusal(page)).toContainText("Labels updated on 3 conversations");
  await expect(rowOf(page, ben ?? "")).toContainText("batch");
  await expect(rowOf(page, ann ?? "")).not.toContainText("batch");

  await page.keyboard.press("ControlOrMeta+a");
  await expect(bar(page)).toHaveText("6 selected");
  await page.getByRole("button", { name: "Assign", exact: true }).click();
  await page.keyboard.type("(you)");
  await page.keyboard.press("Enter");
  await expect(refusal(page)).toContainText("6 conversations assigned");
});

test("refused conversations are listed with their reason, the others are changed", async ({
  integrator,
  openWindow,
  faults,
}) => {
  faults.expect(/ERR_FAILED/); // the stream that is aborted below
  const { made, path } = await five(integrator);
  const page = await openWindow("about:blank");
  await page.route(/\/api\/trpc\/live/, (route) => route.abort()); // no events from other members arrive
  await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 })); // the browser is never idle
  await page.goto(path);
  await expect(rows(page)).toHaveCount(6);
  await integrator.trash(made[0]?.displayId ?? 0);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("e");
  await expect(refusal(page)).toContainText("1 of 6 skipped");
  await refusal(page).getByText("Show", { exact: true }).click();
  const listed = page.getByRole("dialog", { name: "1 of 6 skipped" });
  await expect(listed.getByRole("listitem")).toHaveCount(1);
  await expect(listed.getByRole("listitem")).toContainText("in the trash");
  await listed.getByRole("button", { name: "Close" }).click();
  await expect(listed).toHaveCount(0);
});

test("a bulk change that no conversation allows is refused immediately, and nothing changes", async ({
  integrator,
  openWindow,
  faults,
}) => {
  faults.expect(/status of 4\d\d/); // the refusal itself
  const { made, path } = await five(integrator);
  const page = await openWindow("about:blank");
  await sendTooLate(page);
  await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 })); // nothing is preloaded
  await page.goto(path);
  await expect(rows(page)).toHaveCount(6);
  let onTyped = () => {};
  const typed = new Promise<void>((done) => {
    onTyped = done;
  });
  await page.route(/\/_next\/static\/chunks\//, (route) => typed.then(() => route.continue()));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("h"); // what is typed while the bar and the palette are loaded is kept for them
  await page.keyboard.type("1 hour");
  await page.keyboard.press("Enter");
  onTyped();
  await expect(refusal(page)).toContainText("Nothing was changed");
  await expect(refusal(page)).toContainText("That time has passed.");
  await expect(rows(page)).toHaveCount(6);
  await openRow(page, made[0]?.customer ?? "");
  await expect(details(page)).toContainText("Why open?");
});

test("filters are in the URL and are removed as chips", async ({ integrator, openWindow }) => {
  const { inboxId, made, path } = await five(integrator);
  await integrator.setLabels(made[0]?.displayId ?? 0, ["vip"]);
  const page = await openWindow(path);
  await expect(rows(page)).toHaveCount(6);
  await filterBy(page, "vip");
  await expect(page).toHaveURL(/label=vip/);
  await expect(rows(page)).toHaveCount(1);
  await filterBy(page, "Unassigned");
  await expect(page).toHaveURL(new RegExp(`view=unassigned.*inbox=${inboxId}`));
  await page.reload();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("link", { name: "Remove filter vip" }).click();
  await expect(rows(page)).toHaveCount(6);

  await sortBy(page, "Waiting longest");
  await expect(page).toHaveURL(/sort=waiting_since/);
  await expect(rows(page).first()).toContainText(made[0]?.customer ?? "");
  await integrator.receive(made[0]?.displayId ?? 0, "Still waiting");
  await expect(rows(page).first()).toContainText("Still waiting");
  await integrator.answer(made[0]?.displayId ?? 0, "Here we are.");
  await expect(rows(page).first()).toContainText(made[1]?.customer ?? "");
  await showStatus(page, "Resolved");
  await expect(page.getByText("Nothing resolved yet")).toBeVisible();
});
