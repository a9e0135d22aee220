import { afterAll, beforeAll, expect, test } from "vitest";
import { changePolicy, revertPolicyChange } from "@/server/commands/inboxes/change-policy";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { recordAudit, reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { createMember } from "@/server/commands/members/members";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { createAgentBot, linkAgentBot } from "@/server/dialects/chatwoot/commands/agent-bots";
import { RELEASE } from "@/server/lib/process/release";
import { listAlerts } from "@/server/queries/alerts/alerts";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { agentOf, createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A program with a token of the administrator. */
const programOf = (s: Stage): Caller => ({
  ...s.admin,
  actor: { type: "token", id: s.token.id, name: s.token.name },
  tokenId: s.token.id,
  via: "api",
});

async function anotherAdministrator(s: Stage): Promise<Caller> {
  const fields = { name: "Ida", email: `ida-${s.accountId}@example.test`, passwordHash: "unusable" };
  const { result } = await s.run(createMember, { ...fields, role: "administrator" as const, inboxIds: [] });
  return { ...agentOf(s.accountId, result), role: "administrator", inboxIds: "all" };
}

const changesTo = async (caller: Caller) =>
  (await listNotifications(world.database, caller, { limit: 50 })).data.flatMap(({ actor, change }) =>
    change ? [{ by: actor.name, ...change }] : [],
  );

const driftOf = async (s: Stage) =>
  (await listAlerts(world.database, s.admin, { limit: 50 })).data.map(({ kind, facts, closedAt }) => ({
    kind,
    facts,
    isOpen: closedAt === null,
  }));

async function linkBot(s: Stage, extra: { takesReopened?: boolean } = {}) {
  const { result } = await s.run(createAgentBot, { name: "Lia", url: "https://bots.example.com/lia" });
  const link = { inboxId: s.inbox.id, endpointId: result.endpoint.id, ...extra };
  await world.run(linkAgentBot, programOf(s), link);
  return (await getInbox(world.database, s.admin, s.inbox.id)).policy;
}

test("linking a bot leaves reopened conversations to agents unless the program says otherwise", async () => {
  const s = await createStage(world);
  expect(await linkBot(s)).toMatchObject({ botEnabled: true, botTakesReopened: false });
  expect(await linkBot(s, { takesReopened: true })).toMatchObject({ botTakesReopened: true });
  expect(await linkBot(s)).toMatchObject({ botTakesReopened: true });
  await s.run(linkAgentBot, { inboxId: s.inbox.id, endpointId: null });
  expect(await linkBot(s)).toMatchObject({ botEnabled: true, botTakesReopened: false });
});

test("a change by a program notifies every administrator, its owner too, and no agent; with who, what, and over which edge", async () => {
  const s = await createStage(world);
  const ida = await anotherAdministrator(s);
  await linkBot(s);
  const change = {
    by: "CRM",
    inboxId: s.inbox.id,
    inboxName: s.inbox.name,
    setting: "botEnabled",
    from: false,
    to: true,
    via: "api",
    isCurrent: true,
  };
  expect(await changesTo(s.admin)).toMatchObject([change]);
  expect(await changesTo(ida)).toMatchObject([change]);
  expect(await changesTo(s.agent)).toEqual([]);
  expect(await changesTo({ ...ida, inboxIds: [s.inbox.id] })).toEqual([]);
});

test("a change on a screen notifies the other administrators, once for each setting, and not of what stayed", async () => {
  const s = await createStage(world);
  const ida = await anotherAdministrator(s);
  const settings = { startAsPending: true, callerStatusWins: false, botEnabled: false };
  await s.run(changePolicy, { inboxId: s.inbox.id, settings });
  expect(await changesTo(s.admin)).toEqual([]);
  expect((await changesTo(ida)).map(({ setting, via }) => [setting, via]).sort()).toEqual([
    ["callerStatusWins", "ui"],
    ["startAsPending", "ui"],
  ]);
});

test("a notified change is reverted once: after that, and after another change, the notification offers it no more", async () => {
  const s = await createStage(world);
  await linkBot(s);
  const [change] = await changesTo(s.admin);
  const revert = { inboxId: s.inbox.id, changeId: change?.id ?? 0 };
  await s.run(revertPolicyChange, revert);
  expect((await getInbox(world.database, s.admin, s.inbox.id)).policy.botEnabled).toBe(false);
  expect(await changesTo(s.admin)).toMatchObject([{ id: revert.changeId, isCurrent: false }]);
  await expect(s.run(revertPolicyChange, revert)).rejects.toMatchObject({ refusal: "undo.superseded" });
});

test("a program's change of a policy opens the alert of drift at once, without a review, until somebody approves it", async () => {
  const s = await createStage(world);
  await linkBot(s);
  const drift = { kind: "settings_drifted", facts: { settings: ["botEnabled"] } };
  expect(await driftOf(s)).toEqual([{ ...drift, isOpen: true }]);
  const audit = { inboxId: s.inbox.id, release: RELEASE, decided: 0, moved: 0 };
  world.clock.now = new Date(world.clock.now.getTime() + 8 * 86_400_000);
  await world.run(recordAudit, systemCaller(s.accountId), audit);
  expect(await driftOf(s)).toEqual([{ ...drift, isOpen: true }]);
  await s.run(reviewInbox, { inboxId: s.inbox.id });
  expect(await driftOf(s)).toEqual([{ ...drift, isOpen: false }]);
});

test("setting an inbox up opens no alert of drift: on screens nothing does, by a program only what decides statuses", async () => {
  const s = await createStage(world);
  await s.run(changePolicy, { inboxId: s.inbox.id, settings: { startAsPending: true } });
  await world.run(updateInbox, programOf(s), { inboxId: s.hiddenInbox.id, retryGapSeconds: 9 });
  expect(await driftOf(s)).toEqual([]);
});
