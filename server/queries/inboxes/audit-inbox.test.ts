import { afterAll, beforeAll, expect, test } from "vitest";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createToken } from "@/server/commands/credentials/tokens";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { rotateCallbackSecret, rotateIdentitySecret, updateInbox } from "@/server/commands/inboxes/inboxes";
import { reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { updateAccount } from "@/server/commands/members/account";
import { updateMember } from "@/server/commands/members/members";
import { createEndpoint, deleteEndpoint } from "@/server/commands/webhooks/endpoints";
import { RELEASE } from "@/server/lib/process/release";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { auditInbox, listDueReviews } from "./audit-inbox";

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

test("without a review, an inbox is compared with its creation", async () => {
  const stage = await createStage(world);
  const inboxId = stage.inbox.id;
  const before = await audit(stage);
  expect(before).toMatchObject({
    due: "never",
    review: null,
    baseline: { kind: "creation", at: stage.inbox.createdAt },
    moved: { moved: 0 },
  });
  expect(before.drift.filter(({ subject }) => subject === "inbox")).toEqual([]);

  await stage.run(changePolicy, { inboxId, settings: { botEnabled: true }, reason: "a trial" });
  await stage.run(updateInbox, { inboxId, stuckAfterMinutes: 0, callbackDeduplicates: true });
  await stage.run(updateInbox, { inboxId, callbackDeduplicates: false });
  await start(stage);
  const after = await audit(stage);
  expect(after.drift.filter(({ subject }) => subject === "inbox")).toMatchObject([
    { setting: "botEnabled", from: false, to: true, change: { reason: "a trial" } },
    { setting: "stuckAfterMinutes", from: 10, to: 0, change: { subject: "inbox" } },
  ]);
  expect(after.moved).toMatchObject({ decided: 2, moved: 1 });
});

test("drift covers all settings that decide deliveries and access, also beside the inbox", async () => {
  const stage = await createStage(world);
  const { admin, run } = stage;
  const inboxId = stage.inbox.id;
  await run(reviewInbox, { inboxId });
  expect((await audit(stage)).drift).toEqual([]);

  await run(updateInbox, {
    inboxId,
    callbackUrl: "https://crm.example/hook",
    callbackFormat: "chatwoot",
    retryGapSeconds: 60,
    publicApi: true,
  });
  await run(rotateCallbackSecret, { inboxId });
  await run(rotateIdentitySecret, { inboxId, secret: "s".repeat(40) });
  await run(updateAccount, { allowedOrigins: ["https://shop.example"] });
  await run(updateMember, { userId: stage.outsider.userId ?? 0, inboxIds: [inboxId, stage.hiddenInbox.id] });
  await run(createToken, { name: "New", secret: "t".repeat(40), role: "agent", inboxIds: [inboxId] });
  await run(createToken, {
    name: "Elsewhere",
    secret: "u".repeat(40),
    role: "agent",
    inboxIds: [stage.hiddenInbox.id],
  });
  const hook = { url: "https://hooks.example/", types: ["*"] as ["*"] };
  const { result: made } = await run(createEndpoint, { ...hook, inboxIds: [inboxId] });
  const { result: gone } = await run(createEndpoint, hook);
  await run(deleteEndpoint, { endpointId: gone.endpoint.id });
  await run(createEndpoint, { ...hook, inboxIds: [stage.hiddenInbox.id] });

  const { drift } = await audit(stage);
  expect(drift.map(({ subject, setting }) => `${subject}.${setting}`).sort()).toEqual([
    "account.allowedOrigins",
    "endpoint.created",
    "endpoint.created",
    "inbox.callbackFormat",
    "inbox.callbackSecret",
    "inbox.callbackUrl",
    "inbox.identitySecret",
    "inbox.publicApi",
    "inbox.retryGapSeconds",
    "member.inboxIds",
    "token.created",
  ]);
  const of = (name: string) => drift.filter(({ subject, setting }) => `${subject}.${setting}` === name);
  expect(of("account.allowedOrigins")).toMatchObject([{ from: [], to: ["https://shop.example"] }]);
  expect(of("token.created")).toMatchObject([{ subjectName: "New", change: { actor: admin.actor } }]);
  expect(of("endpoint.created").map(({ subjectId }) => subjectId)).toContain(made.endpoint.id);

  await run(reviewInbox, { inboxId });
  expect((await audit(stage)).drift).toEqual([]);
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
