import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { revokeSessions } from "@/server/commands/credentials/sessions";
import { createToken, revokeToken } from "@/server/commands/credentials/tokens";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { updateMember } from "@/server/commands/members/members";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { listSettingChanges } from "./setting-changes";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const listed = async (stage: Stage, filter: object = {}) => {
  const { data } = await listSettingChanges(world.database, stage.admin, { limit: 100, ...filter });
  return data.map(({ subject, setting }) => `${subject} ${setting}`);
};

test("inboxes, policies, members and tokens are in one log, newest first, with actor, old and new value", async () => {
  const stage = await createStage(world);
  const userId = stage.agent.userId ?? 0;
  const inboxId = stage.inbox.id;
  await stage.run(updateInbox, { inboxId, callbackUrl: "https://example.test/hook" });
  await stage.run(changePolicy, { inboxId, settings: { botEnabled: true } });
  await stage.run(updateMember, { userId, role: "administrator" });
  await stage.run(revokeSessions, { userId });
  const { result: token } = await stage.run(createToken, { name: "Till", secret: randomUUID() });
  await stage.run(revokeToken, { tokenId: token.id });
  expect((await listed(stage)).slice(0, 6)).toEqual([
    "token revoked",
    "token created",
    "member sessions",
    "member role",
    "policy botEnabled",
    "inbox callbackUrl",
  ]);
  const { data } = await listSettingChanges(world.database, stage.admin, { subject: "member", limit: 2 });
  expect(data[1]).toMatchObject({
    subjectId: userId,
    subjectName: "Grace",
    from: "agent",
    to: "administrator",
    actor: stage.admin.actor,
    via: "ui",
    inboxId: null,
  });
});

test("the log can be filtered by inbox and by kind, and is paged", async () => {
  const stage = await createStage(world);
  await stage.run(changePolicy, { inboxId: stage.inbox.id, settings: { botEnabled: true } });
  expect(await listed(stage, { inboxId: stage.inbox.id })).toEqual(["policy botEnabled", "inbox created"]);
  expect(await listed(stage, { subject: "policy" })).toEqual(["policy botEnabled"]);
  const all = await listed(stage);
  const paged: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await listSettingChanges(world.database, stage.admin, { limit: 2, cursor });
    paged.push(...page.data.map(({ subject, setting }) => `${subject} ${setting}`));
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all);
});

test("an account's first administrator is in its log, and no log contains a secret", async () => {
  const stage = await createStage(world);
  expect((await listed(stage, { subject: "member" })).at(-1)).toBe("member created");
  const rows = await world.database.query<{ value: string }>(
    `select to_value::text as value from setting_change where account_id = $1`,
    [stage.accountId],
  );
  for (const { value } of rows) expect(value).not.toMatch(/unusable|secret|hash/);
});

test("agents are refused", async () => {
  const stage = await createStage(world);
  await expect(listSettingChanges(world.database, stage.agent, { limit: 1 })).rejects.toMatchObject({
    refusal: "auth.forbidden",
  });
});
