import { expect, type Locator, type Page } from "@playwright/test";
import {
  COMBINATIONS,
  type Combination,
  draw,
  EMPTIED_VIEWS,
  nameOf,
  pressedIn,
  recordTargets,
  sentFrom,
} from "@/e2e/support/current-views";
import type { Integrator } from "@/e2e/support/integrator";
import { refusal, rowOf, rows } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

/** Keys whose action is chosen in the palette. */
const CHOOSING = new Set(["h", "a", "l", "Shift+T", "Shift+P", "m", "Shift+M"]);
/** What a page has to do after a key: a change is sent, or a notice says why not. */
const ANSWERED_WITHIN_MS = 5_000;

type Scene = { integrator: Integrator; inboxId: number; memberId: number; teamId: number; count: number };

const options = (page: Page): Locator => page.getByRole("dialog", { name: "Commands" }).getByRole("option");

/** A new conversation in the view, above the others; the first of a view comes with two more. */
async function putOne(scene: Scene, { view }: Combination): Promise<{ displayId: number; name: string }> {
  const name = `Kay ${++scene.count}`;
  const { displayId } = await scene.integrator.createConversation({ inboxId: scene.inboxId, customer: name });
  await scene.integrator.receive(displayId, `Hello from ${name}`);
  await view.put({ ...scene, displayId });
  return { displayId, name };
}

const noticesOf = async (page: Page): Promise<string> => (await refusal(page).allTextContents()).join();

const focusedText = (page: Page): Promise<string> =>
  page.evaluate(() =>
    document.activeElement instanceof HTMLTextAreaElement ? document.activeElement.value : "",
  );

async function choose(page: Page, device: Combination["with"], text = ""): Promise<void> {
  await page.keyboard.type(text);
  if (device === "keyboard") return page.keyboard.press("Enter");
  await (text === "" ? options(page) : options(page).filter({ hasText: text })).first().click();
}

/** Presses a key and chooses; a message is written and sent. */
async function act(page: Page, { key, with: device }: Combination): Promise<void> {
  const before = await noticesOf(page);
  const isRefused = async () => (await noticesOf(page)) !== before;
  await page.keyboard.press(key);
  if (key === "r" || key === "n") {
    await page.keyboard.type("Hello");
    // Letters wait for the conversation; a combination, which would send something else, does not.
    await expect
      .poll(async () => (await focusedText(page)).endsWith("Hello") || (await isRefused()))
      .toBe(true);
    return page.keyboard.press("ControlOrMeta+Enter");
  }
  if (!CHOOSING.has(key)) return;
  await expect.poll(async () => (await options(page).count()) > 0 || (await isRefused())).toBe(true);
  if ((await options(page).count()) > 0) await choose(page, device);
}

/** Runs one combination: what the second key acts on is what is shown when it is pressed. */
async function check(page: Page, scene: Scene, combination: Combination): Promise<void> {
  const { view, pauseMs, width, with: device } = combination;
  await page.setViewportSize({ width, height: 900 });
  const { displayId, name } = await putOne(scene, combination);
  await page.goto(
    `/inbox?${view.query.replace("TEAM", String(scene.teamId))}&inbox=${scene.inboxId}`.replaceAll(
      " ",
      "%20",
    ),
  );
  await expect(rows(page).first()).toContainText(name);
  if (device === "mouse") await rowOf(page, name).first().getByRole("link").click();
  else {
    await page.keyboard.press("j");
    await page.keyboard.press("o");
  }
  await expect(page.getByRole("region", { name: `Messages with ${name}`, exact: true })).toBeVisible();

  await page.keyboard.press(view.leave);
  if (view.choose) await choose(page, device, view.choose);
  await page.waitForTimeout(pauseMs); // part of the input
  const [pressed, sent] = [(await pressedIn(page)).length, (await sentFrom(page)).length];
  const notices = await noticesOf(page);
  await act(page, combination);
  const isAnswered = async () =>
    (await sentFrom(page)).length > Math.max(sent, 1) || (await noticesOf(page)) !== notices;
  await expect.poll(isAnswered, { timeout: ANSWERED_WITHIN_MS, message: nameOf(combination) }).toBe(true);

  const changes = await sentFrom(page);
  expect(changes[0]?.displayId, nameOf(combination)).toBe(displayId);
  const press = (await pressedIn(page))[pressed];
  for (const change of changes.slice(Math.max(sent, 1))) {
    // Back in the list, a key acts on the row with the ring.
    const targets = press?.open ? [press.open] : [change.open, change.ring, press?.ring];
    expect(targets, `${nameOf(combination)}: ${change.path}`).toContain(change.displayId);
  }
}

const isLong = Boolean(process.env["TEST_LONG"]);
/** `npm run e2e` runs one sample of each view, `test:long` all: a journey of a browser is no place for a new case in every run. */
const seed = Number(process.env["TEST_SEED"] ?? 1_072_259_639);

for (const view of EMPTIED_VIEWS) {
  test(`every key acts on what is shown after a change has emptied a view: ${view.name}`, async ({
    faults,
    integrator,
    openWindow,
  }) => {
    faults.expect(/40[09]/); // some keys are refused in some views
    const all = isLong ? COMBINATIONS : draw(seed, 1);
    const combinations = all.filter((one) => one.view === view);
    console.log(
      `${view.name}: ${combinations.length} of ${COMBINATIONS.length} combinations, TEST_SEED=${seed}`,
    );
    test.setTimeout(180_000 + combinations.length * 8_000);
    const { inboxId } = await integrator.begin();
    const memberId = await integrator.findMemberId();
    const teamId = await integrator.createTeam(`Team ${inboxId}`, [memberId]);
    const scene: Scene = { integrator, inboxId, memberId, teamId, count: 0 };
    const page = await openWindow("/settings/profile");
    await recordTargets(page);
    for (const combination of combinations) {
      for (const _ of scene.count === 0 ? ["second", "third"] : []) await putOne(scene, combination);
      await test.step(nameOf(combination), () => check(page, scene, combination));
    }
  });
}
