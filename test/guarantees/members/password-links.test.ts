import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changePassword, makePasswordLink, setPasswordByLink } from "@/server/commands/credentials/passwords";
import { revokeSessions } from "@/server/commands/credentials/sessions";
import { createToken } from "@/server/commands/credentials/tokens";
import { inviteMember, updateMember } from "@/server/commands/members/members";
import { systemCaller } from "@/server/contract/_shared/caller";
import { hashPassword } from "@/server/lib/crypto/password";
import { checkCredentials } from "@/server/queries/credentials/check-credentials";
import { findSessionCaller, findTokenCaller } from "@/server/queries/credentials/find-caller";
import { checkPasswordLink, findPasswordLink } from "@/server/queries/credentials/password-links";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const PASSWORD = "correct horse battery";

async function invite(stage: Stage) {
  const secret = randomUUID();
  const email = `${randomUUID()}@example.test`;
  const fields = { name: "Radia", email, role: "agent" as const, inboxIds: [stage.inbox.id], secret };
  const { result: member } = await stage.run(inviteMember, fields);
  return { member, secret, email };
}

const follow = async (stage: Stage, secret: string) =>
  world.run(setPasswordByLink, systemCaller(stage.accountId), {
    secret,
    passwordHash: await hashPassword(PASSWORD),
    address: "192.0.2.1",
  });

const signIn = (email: string) =>
  checkCredentials(world.database, { email, password: PASSWORD, address: randomUUID() });

const find = (secret: string) => findPasswordLink(world.database, { secret, now: world.clock.now });

test("an invited member sets a password by the link and can sign in; the link is then invalid", async () => {
  const stage = await createStage(world);
  const { member, secret, email } = await invite(stage);
  expect(member.state).toBe("invited");
  expect(await find(secret)).toMatchObject({ name: "Radia", email, isInvitation: true });
  await expect(signIn(email)).rejects.toMatchObject({ refusal: "auth.invalid_credentials" });

  const { result: claims, events } = await follow(stage, secret);
  expect(events.map((event) => event.type)).toEqual(["session.revoked", "member.updated"]);
  expect(await findSessionCaller(world.database, claims)).toMatchObject({
    userId: member.id,
    member: { state: "active" },
  });
  const { needsCode, ...session } = claims;
  expect(await signIn(email)).toMatchObject({ claims: session, needsCode });
  expect(await find(secret)).toBeNull();
  await expect(follow(stage, secret)).rejects.toMatchObject({ refusal: "link.invalid" });
});

test("of two concurrent uses of one link, one sets the password", async () => {
  const stage = await createStage(world);
  const { secret } = await invite(stage);
  const tries = await Promise.allSettled([follow(stage, secret), follow(stage, secret)]);
  expect(tries.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a new link ends the one before; an invitation ends after three days", async () => {
  const stage = await createStage(world);
  const { member, secret } = await invite(stage);
  const again = randomUUID();
  await stage.run(makePasswordLink, { userId: member.id, secret: again });
  expect(await find(secret)).toBeNull();
  expect(await find(again)).not.toBeNull();
  pass(world, 3 * 86_400_000);
  expect(await find(again)).toBeNull();
  await expect(follow(stage, again)).rejects.toMatchObject({ refusal: "link.invalid" });
});

test("a link to set a new password ends after an hour, with a new password, and with all sessions", async () => {
  const stage = await createStage(world);
  const { member, secret } = await invite(stage);
  const { result: claims } = await follow(stage, secret);
  const caller = await findSessionCaller(world.database, claims);
  if (!caller) throw new Error("not authenticated");
  const newLink = async () => {
    const link = randomUUID();
    await stage.run(makePasswordLink, { userId: member.id, secret: link });
    return link;
  };
  const changed = await newLink();
  await world.run(changePassword, caller, { passwordHash: "unusable" });
  expect(await find(changed)).toBeNull();
  const revoked = await newLink();
  await stage.run(revokeSessions, { userId: member.id });
  expect(await find(revoked)).toBeNull();
  const last = await newLink();
  pass(world, 3_599_000);
  expect(await find(last)).not.toBeNull();
  pass(world, 1_000);
  expect(await find(last)).toBeNull();
});

test.each(["password1", "Radia2026", "TICKLINE1"])(
  "a link does not set the common password %s",
  async (password) => {
    const stage = await createStage(world);
    const { secret } = await invite(stage);
    const request = { secret, password, address: "192.0.2.9", now: world.clock.now };
    await expect(checkPasswordLink(world.database, request)).rejects.toMatchObject({
      refusal: "auth.common_password",
    });
    expect(await find(secret)).not.toBeNull();
  },
);

test("a new password ends the sessions of the old one", async () => {
  const stage = await createStage(world);
  const { member, secret } = await invite(stage);
  const { result: first } = await follow(stage, secret);
  const again = randomUUID();
  await stage.run(makePasswordLink, { userId: member.id, secret: again });
  expect(await findSessionCaller(world.database, first)).not.toBeNull();
  await follow(stage, again);
  expect(await findSessionCaller(world.database, first)).toBeNull();
});

test("an invitation that was withdrawn and taken back is one again: without a password nobody is active", async () => {
  const stage = await createStage(world);
  const { member, secret } = await invite(stage);
  await stage.run(updateMember, { userId: member.id, state: "deactivated" });
  const { result: again } = await stage.run(updateMember, { userId: member.id, state: "active" });
  expect(again.state).toBe("invited");
  await expect(follow(stage, secret)).rejects.toMatchObject({ refusal: "link.invalid" });
  const link = randomUUID();
  await stage.run(makePasswordLink, { userId: member.id, secret: link });
  expect(await find(link)).toMatchObject({ isInvitation: true });
  await follow(stage, link);
  await stage.run(updateMember, { userId: member.id, state: "deactivated" });
  const { result: back } = await stage.run(updateMember, { userId: member.id, state: "active" });
  expect(back.state).toBe("active");
});

test("a deactivated member has no session, token, link or new conversation; reactivation restores none of them", async () => {
  const stage = await createStage(world);
  const { member, secret, email } = await invite(stage);
  const { result: claims } = await follow(stage, secret);
  const caller = await findSessionCaller(world.database, claims);
  if (!caller) throw new Error("not authenticated");
  const token = randomUUID();
  await world.run(createToken, caller, { name: "Till", secret: token });
  const link = randomUUID();
  await stage.run(makePasswordLink, { userId: member.id, secret: link });
  const assignment = {
    conversation: { conversationId: stage.conversation.id },
    assigneeId: member.id,
  };

  await stage.run(updateMember, { userId: member.id, state: "deactivated" });
  expect(await findSessionCaller(world.database, claims)).toBeNull();
  expect(await findTokenCaller(world.database, token)).toBeNull();
  expect(await find(link)).toBeNull();
  await expect(signIn(email)).rejects.toMatchObject({ refusal: "auth.invalid_credentials" });
  await expect(stage.run(assignConversation, assignment)).rejects.toMatchObject({
    refusal: "member.not_found",
  });

  await stage.run(updateMember, { userId: member.id, state: "active", keepTokens: true });
  expect(await findSessionCaller(world.database, claims)).toBeNull();
  expect(await findTokenCaller(world.database, token)).not.toBeNull();
  expect(await find(link)).toBeNull();
  await stage.run(updateMember, { userId: member.id, state: "deactivated" });
  await stage.run(updateMember, { userId: member.id, state: "active" });
  expect(await findTokenCaller(world.database, token)).toBeNull();
  await stage.run(assignConversation, assignment);
});

test("of two administrators who deactivate each other concurrently, one stays active", async () => {
  const stage = await createStage(world);
  const { member, secret } = await invite(stage);
  await follow(stage, secret);
  await stage.run(updateMember, { userId: member.id, role: "administrator" });
  const other = {
    ...stage.admin,
    userId: member.id,
    actor: { type: "user" as const, id: member.id, name: "R" },
  };
  const tries = await Promise.allSettled([
    world.run(updateMember, stage.admin, { userId: member.id, state: "deactivated" }),
    world.run(updateMember, other, { userId: stage.admin.userId ?? 0, state: "deactivated" }),
  ]);
  expect(tries.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
});
