import { expect, type Page, type Route } from "@playwright/test";
import { actionsOfBuild, hostileBody, postAction } from "@/e2e/support/actions";
import { signIn } from "@/e2e/support/ready";
import { openRow, refusal, rows } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";
import { createRandom } from "@/server/setup/demo/random";
import { SEED } from "@/test/support/scenes/property";

const NAMES = [
  ...["changePolicy", "changeStatus", "markSpam", "restoreConversation", "revertPolicyChange", "takeOver"],
  ...["trashConversation", "undoChanges"],
];
const BODIES = 200;
const UNKNOWN = "40".repeat(21);

const isAction = (url: URL) => url.pathname === "/actions";

test("the build has exactly the actions that screens call", { tag: "@journey" }, () => {
  expect(
    actionsOfBuild()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(NAMES);
});

test("no action runs for strangers, other origins, ended sessions or bodies that no page sends", async ({
  request,
  origin,
  integrator,
}) => {
  const story = await integrator.begin();
  await signIn(request);
  const { cookies } = await request.storageState();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  await signIn(request);
  const ended = cookie.replace(/session-token=[^;]+/, (token) => `${token.slice(0, -8)}AAAAAAAA`);
  /** The conversation's events, and everything of its inbox. */
  const written = async () => ({
    events: await integrator.eventTypes(story.conversationId),
    inbox: (await integrator.replay(() => true)).inbox[story.inboxId],
  });
  const before = await written();
  const random = createRandom(SEED);
  const input = {
    ...{ displayId: -story.displayId, inboxId: -story.inboxId, signal: "noSuchSignal", until: "never" },
    ...{ operationId: "none", changeId: -1, reason: "x", botEnabled: "yes" },
  };
  const body = JSON.stringify([{ displayId: story.displayId, inboxId: story.inboxId, signal: "resolve" }]);
  for (const { name, id } of actionsOfBuild()) {
    const status = async (changes: Record<string, string | undefined>, sent: RequestInit["body"] = body) =>
      (await postAction(origin, id, { headers: { cookie, ...changes }, body: sent })).status;
    const refused = {
      signedOut: await status({ cookie: undefined }),
      ended: await status({ cookie: ended }),
      foreign: await status({ origin: "https://evil.example" }),
      withoutOrigin: await status({ origin: undefined }),
      otherBuild: await status({ "next-action": UNKNOWN }),
      forwarded: await status({ "x-action-forwarded": "1" }),
      multipart: await status({ "content-type": "multipart/form-data; boundary=x" }),
      form: await status({ "content-type": "application/x-www-form-urlencoded" }),
      chunked: await status({}, new Blob([body]).stream()),
      long: await status({}, `[{"reason":"${"a".repeat(9_216)}"}]`),
    };
    expect(refused, name).toEqual({
      ...{ signedOut: 401, ended: 401, foreign: 403, withoutOrigin: 403, otherBuild: 404 },
      ...{ forwarded: 400, multipart: 400, form: 400, chunked: 400, long: 400 },
    });
    const faults: object[] = [];
    for (let nth = 0; nth < BODIES; nth++) {
      const hostile = hostileBody(random, input);
      const answer = await postAction(origin, id, { headers: { cookie }, body: Uint8Array.from(hostile) });
      const isRefused = answer.status === 400 || /"ok":false/.test(answer.text);
      if (!isRefused) faults.push({ name, hostile: hostile.toString().slice(0, 300), ...answer });
    }
    expect(faults, `TEST_SEED=${SEED}`).toEqual([]);
  }
  expect(await written()).toEqual(before);
});

test("three keys on three rows send three changes at the same time", { tag: "@journey" }, async ({
  integrator,
  openWindow,
}) => {
  const { inboxId } = await integrator.begin();
  for (const customer of ["Ada", "Bo"]) await integrator.createConversation({ inboxId, customer });
  const page = await openWindow(`/inbox?view=all&inbox=${inboxId}`);
  await expect(rows(page)).toHaveCount(3);
  const held: Route[] = [];
  await page.route(isAction, (route) => void held.push(route));
  await page.keyboard.press("j"); // and the actions of rows may still be loading
  for (let nth = 0; nth < 3; nth++) await page.keyboard.press("e"); // each moves the ring on
  await expect.poll(() => held.length).toBe(3);
  expect(new Set(held.map((route) => route.request().postData())).size).toBe(3);
  for (const route of held) await route.continue();
  // The row with the ring stays in its place until the agent moves on.
  await expect(rows(page).filter({ hasNotText: "Left this view" })).toHaveCount(0);
});

/** Sends the id of another build, as a page does that was loaded before an update. */
const outdate = (page: Page, times: number) =>
  page.route(
    isAction,
    (route) => route.continue({ headers: { ...route.request().headers(), "next-action": UNKNOWN } }),
    { times },
  );

test("a page of an older build reloads itself once, and says that the change was not made", async ({
  faults,
  integrator,
  openWindow,
}) => {
  faults.expect(/404/);
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  const field = page.getByRole("textbox", { name: `Reply to ${story.customer}` });
  await field.fill("Half a sentence");
  await outdate(page, 2);
  let loads = 0;
  page.on("load", () => {
    loads++;
  });
  const resolve = page.getByRole("button", { name: "Resolve", exact: true });
  await resolve.click();
  await expect(refusal(page)).toContainText("Your last change was not made");
  await openRow(page, story.customer); // the page had gone on to the list when it was reloaded
  await expect(field).toHaveValue("Half a sentence");
  await resolve.click();
  await expect(refusal(page)).toContainText("Tickline was updated. Reload the page and try again.");
  await openRow(page, story.customer);
  await resolve.click();
  await expect(refusal(page)).toContainText(`#${story.displayId} resolved`);
  expect(loads).toBe(1);
});

test("a policy's reason may begin with React's own mark", async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  const page = await openWindow(`/settings/inboxes/${story.inboxId}/rules`);
  await page.getByRole("switch", { name: /Bot answers first/ }).click();
  await page.getByLabel(/^Reason/).fill("$F1 is our budget");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("Saved. Applies from the next message.")).toBeVisible();
  await expect(page.getByText("$F1 is our budget")).toBeVisible();
});
