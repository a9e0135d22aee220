import { afterAll, beforeAll, expect, test } from "vitest";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { updateInbox } from "@/server/commands/inboxes/update-inbox";
import { RELEASE } from "@/server/lib/process/release";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { auditInbox } from "./audit-inbox";
import { listDueReviews } from "./list-due-reviews";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const DAY = 86_400_000;
const audit = (stage: Stage, release = RELEASE) =>
  auditInbox(world.database, stage.admin, {
    inboxId: stage.inbox.id,
    now: world.clock.now,
    limit: 10,
    release,
  });
const start = (stage: Stage) =>
  stage.run(createConversation, {
    inboxId: stage.inbox.id,
    contactId: stage.contact.id,
    startedBy: "other",
  });

test("an inbox without a review is reported as such", async () => {
  const stage = await createStage(world);
  expect(await audit(stage)).toEqual({
    release: RELEASE,
    due: "never",
    review: null,
    drift: [],
    moved: null,
  });
});

test("drift contains the differences, who changed them and why, and which conversations they moved", async () => {
  const stage = await createStage(world);
  const inboxId = stage.inbox.id;
  await stage.run(reviewInbox, { inboxId });
  expect(await audit(stage)).toMatchObject({ due: null, drift: [], moved: { moved: 0 } });

  await stage.run(changePolicy, { inboxId, settings: { botEnabled: true }, reason: "a trial" });
  await stage.run(updateInbox, { inboxId, callbackUrl: "https://example.test/hook" });
  const { result } = await start(stage);
  await stage.run(changePolicy, { inboxId, settings: { startAsPending: true } });
  await stage.run(changePolicy, { inboxId, settings: { startAsPending: false } });

  const found = await audit(stage);
  expect(found.drift).toMatchObject([
    { setting: "botEnabled", from: false, to: true, change: { reason: "a trial", actor: stage.admin.actor } },
    { setting: "callbackUrl", from: null, to: "https://example.test/hook", change: { subject: "inbox" } },
  ]);
  expect(found.moved).toMatchObject({ decided: 1, moved: 1 });
  expect(found.moved?.data).toMatchObject([
    { displayId: result.conversation.displayId, was: { status: "pending" }, would: { status: "open" } },
  ]);
});

test("decisions before the review are not counted, and a second review starts over", async () => {
  const stage = await createStage(world);
  const inboxId = stage.inbox.id;
  await stage.run(reviewInbox, { inboxId });
  await stage.run(changePolicy, { inboxId, settings: { botEnabled: true } });
  await start(stage);
  pass(world);
  await stage.run(reviewInbox, { inboxId });
  expect(await audit(stage)).toMatchObject({ drift: [], moved: { decided: 0, moved: 0 } });
});

test("a review is due after a week or an upgrade, unless reminders are off", async () => {
  const stage = await createStage(world);
  const inboxId = stage.inbox.id;
  await stage.run(reviewInbox, { inboxId });
  expect((await audit(stage, "9.9.9")).due).toBe("release");
  pass(world, 7 * DAY);
  expect((await audit(stage)).due).toBe("time");
  const due = () => listDueReviews(world.database, stage.admin, world.clock.now);
  expect(await due()).toContainEqual({ inboxId, due: "time" });
  await stage.run(updateInbox, { inboxId, reviewEveryDays: 0 });
  expect((await audit(stage)).due).toBeNull();
  expect(await due()).toEqual([{ inboxId: stage.hiddenInbox.id, due: "never" }]);
});

test("agents are refused, and members without access to the inbox do not find it", async () => {
  const stage = await createStage(world);
  const request = { inboxId: stage.inbox.id, now: world.clock.now, limit: 10 };
  await expect(auditInbox(world.database, stage.agent, request)).rejects.toMatchObject({
    refusal: "auth.forbidden",
  });
  await expect(auditInbox(world.database, stage.outsider, request)).rejects.toMatchObject({
    refusal: "inbox.not_found",
  });
});
