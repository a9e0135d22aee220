import { afterAll, beforeAll, expect, test } from "vitest";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { DEFAULT_POLICY, decideStatus, type Policy, type Situation } from "@/server/domain/inbox/policy";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { ALL_POLICIES } from "@/test/support/scenes/policies";
import { randomOf, seeds } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { replayPolicy, replayRecent } from "./replay-policy";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** What happened, as the test observed it. */
type Seen = { displayId: number; initial: Situation; met: Situation | null; ended: string };

const facts = (labels: string[], isBlocked: boolean) => ({
  contact: { isBlocked, isIntegrationOwn: false },
  isSpam: labels.includes("spam"),
});

/** Sixty random changes in the stage's inbox, from `seed`. */
async function playRandom(stage: Stage, seed: number): Promise<Seen[]> {
  const random = randomOf(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T; // none is empty
  const seen: Seen[] = [];
  const known = new Map<number, { displayId: number; status: string; labels: string[] }>();
  const keep = (row: { id: number; displayId: number; status: string; labels: string[] }) =>
    known.set(row.id, row);
  keep(stage.conversation);
  const inboxId = stage.inbox.id;
  let isBlocked = false;
  for (let step = 0; step < 60; step++) {
    const kind = pick(["start", "start", "write", "write", "write", "resolve", "policy", "block"] as const);
    const ids = [...known.keys()];
    if (kind === "policy") await stage.run(changePolicy, { inboxId, settings: pick(ALL_POLICIES) });
    if (kind === "block") {
      isBlocked = random() < 0.3;
      await stage.run(updateContact, { contactId: stage.contact.id, isBlocked });
    }
    if (kind === "start") {
      const status = pick([null, null, "open", "pending", "resolved"] as const);
      const startedBy = pick(["agent", "other", "other"] as const);
      const labels = pick([[], [], ["spam"]]);
      const input = { inboxId, contactId: stage.contact.id, startedBy, status, labels };
      const { conversation } = (await stage.run(createConversation, input)).result;
      const initial: Situation = { kind: "new", startedBy, requested: status, ...facts(labels, isBlocked) };
      seen.push({ displayId: conversation.displayId, initial, met: null, ended: conversation.status });
      keep(conversation);
    }
    if (ids.length === 0) continue;
    const id = pick(ids);
    const before = known.get(id);
    if (!before) continue;
    if (kind === "resolve") {
      const change = { conversation: { conversationId: id }, signal: "resolve" as const, until: null };
      keep((await stage.run(changeStatus, change)).result);
    }
    if (kind === "write") {
      const written = { conversation: { conversationId: id }, content: "Me again" };
      const { conversation } = (await stage.run(receiveMessage, written)).result;
      const writes = ({ status, labels }: { status: string; labels: string[] }): Situation => ({
        kind: "customerMessage",
        status: status as "open", // one of the four
        lifecycle: "live",
        ...facts(labels, isBlocked),
      });
      const there = known.get(conversation.id);
      const isDiverted = conversation.id !== id;
      const met: Situation = there
        ? writes(there)
        : { kind: "new", startedBy: "other", requested: null, ...facts([], isBlocked) };
      seen.push({
        displayId: before.displayId,
        initial: writes(before),
        met: isDiverted ? met : null,
        ended: `${isDiverted ? "diverted " : ""}${conversation.status}`,
      });
      keep(conversation);
    }
  }
  return seen;
}

/** The domain's decision alone. */
function replayed({ initial, met }: Seen, policy: Policy): string {
  const status = (situation: Situation) => {
    const decision = decideStatus(situation, policy);
    if (decision.kind === "set") return decision.status;
    return situation.kind === "new" ? "new" : situation.status;
  };
  if (decideStatus(initial, policy).kind !== "divert") return status(initial);
  return met ? `diverted ${status(met)}` : "diverted";
}

test.each(seeds(2))(
  "the dry run equals a replay of the same changes through decideStatus, seed %i",
  async (seed) => {
    const stage = await createStage(world);
    await world.database.query("delete from policy_decision where account_id = $1", [stage.accountId]);
    const since = new Date(world.clock.now);
    const seen = await playRandom(stage, seed);
    for (const policy of ALL_POLICIES) {
      const moved = seen.filter((one) => replayed(one, policy) !== one.ended);
      const found: number[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const request = { inboxId: stage.inbox.id, policy, since, cursor, limit: 5 };
        const page = await replayPolicy(world.database, stage.admin, request);
        expect(page).toMatchObject({ moved: new Set(moved.map((one) => one.displayId)).size, isCut: false });
        found.push(...page.data.map((row) => row.displayId));
        cursor = page.nextCursor;
      }
      const newestFirst = [...new Set(moved.map((one) => one.displayId).reverse())];
      expect(found).toEqual(newestFirst);
    }
  },
);

test("a changed conversation is listed with both statuses and the cause", async () => {
  const stage = await createStage(world);
  const policy = { ...DEFAULT_POLICY, botEnabled: true };
  const page = await replayRecent(world.database, stage.admin, {
    inboxId: stage.inbox.id,
    policy,
    now: world.clock.now,
    limit: 10,
  });
  expect(page).toMatchObject({ decided: 1, moved: 1, recordedSince: null });
  expect(page.data).toEqual([
    {
      displayId: stage.conversation.displayId,
      contactName: stage.contact.name,
      status: "open",
      at: expect.any(String),
      situation: "started",
      was: { status: "open", isDiverted: false },
      would: {
        status: "pending",
        isDiverted: false,
        cause: { rule: "bot_enabled", setting: "botEnabled", value: true },
      },
    },
  ]);
});

test("an automatic answer that took a pending conversation from the bot is listed as one to a pending conversation", async () => {
  const stage = await createStage(world);
  const inboxId = stage.inbox.id;
  await stage.run(changePolicy, { inboxId, settings: { ...DEFAULT_POLICY, botEnabled: true } });
  const started = { inboxId, contactId: stage.contact.id, startedBy: "other" as const };
  const { conversation } = (await stage.run(createConversation, started)).result;
  const since = new Date(world.clock.now);
  const absence = {
    subject: "I am away",
    from: { name: "Li Wen", address: "li@example.test" },
    to: [{ name: "", address: "help@shop.example" }],
    cc: [],
    messageId: `${crypto.randomUUID()}@example.test`,
    inReplyTo: null,
    isAutoReply: true as const,
  };
  pass(world, 1_000);
  const written = { conversation: { conversationId: conversation.id }, content: "I am away", email: absence };
  expect((await stage.run(receiveMessage, written)).result.conversation.status).toBe("open");
  const { data } = await replayPolicy(world.database, stage.admin, {
    inboxId,
    policy: DEFAULT_POLICY,
    since: new Date(since.getTime() + 1),
    limit: 10,
  });
  expect(data).toMatchObject([
    {
      displayId: conversation.displayId,
      situation: "wroteInPending",
      was: { status: "open" },
      would: { status: "pending" },
    },
  ]);
});

test("decisions older than seven days are left out, and a cut at the maximum is reported", async () => {
  const stage = await createStage(world);
  const request = { inboxId: stage.inbox.id, policy: { ...DEFAULT_POLICY, botEnabled: true }, limit: 10 };
  const start = { inboxId: stage.inbox.id, contactId: stage.contact.id, startedBy: "other" as const };
  pass(world, 6 * 86_400_000);
  await stage.run(createConversation, start);
  const now = world.clock.now;
  const both = await replayRecent(world.database, stage.admin, { ...request, now });
  expect(both).toMatchObject({ decided: 2, moved: 2, isCut: false });
  const cut = await replayRecent(world.database, stage.admin, { ...request, now, max: 1 });
  expect(cut).toMatchObject({ decided: 1, moved: 1, isCut: true, since: now.toISOString() });
  pass(world, 2 * 86_400_000);
  const later = await replayRecent(world.database, stage.admin, { ...request, now: world.clock.now });
  expect(later).toMatchObject({ decided: 1, moved: 1 });
});

test("an inbox older than the stored decisions reports since when they are stored", async () => {
  const stage = await createStage(world);
  const [row] = await world.database.query<{ at: Date }>(
    `update inbox set decisions_since = created_at + interval '1 hour' where id = $1
     returning decisions_since as at`,
    [stage.inbox.id],
  );
  const page = await replayRecent(world.database, stage.admin, {
    inboxId: stage.inbox.id,
    policy: DEFAULT_POLICY,
    now: world.clock.now,
    limit: 10,
  });
  expect(page.recordedSince).toBe(row?.at.toISOString());
});

test("a member without access to the inbox does not find it", async () => {
  const stage = await createStage(world);
  const request = { inboxId: stage.inbox.id, policy: DEFAULT_POLICY, now: world.clock.now, limit: 10 };
  await expect(replayRecent(world.database, stage.outsider, request)).rejects.toMatchObject({
    refusal: "inbox.not_found",
  });
});
