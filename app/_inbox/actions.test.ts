import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { ActionResult } from "@/app/_auth/act";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { trashConversation } from "@/server/commands/conversations/trash";
import { revokeSessions } from "@/server/commands/credentials/revoke-sessions";
import { createInbox } from "@/server/commands/inboxes/create-inbox";
import { createTeam } from "@/server/commands/organising/teams";
import type { Caller } from "@/server/contract/_shared/caller";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { addMember, cookieFor, provideScreens } from "@/test/support/clients/screens";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import * as actions from "./actions";

/** Replaces Next's request context. e2e/shell/actions.spec.ts sends the real request. */
let request = new Headers();
vi.mock("next/headers", () => ({ headers: async () => request }));

const HOST = "inbox.example";

type Entry = {
  call: (displayId: number, begun: string) => Promise<ActionResult>;
  begin?: "resolve" | "markPending" | "trash";
  /** The number of events on the conversation; default one. */
  makes?: number;
};

/** Every action: how it is called on a conversation, and its preparation. */
const ENTRIES: Record<string, Entry> = {
  resolve: { call: (displayId) => actions.resolve(displayId) },
  reopen: { call: (displayId) => actions.reopen(displayId), begin: "resolve" },
  markPending: { call: (displayId) => actions.markPending(displayId) },
  snooze: { call: (displayId) => actions.snooze(displayId, null) },
  assign: { call: (displayId) => actions.assign(displayId, tenant.admin.userId) },
  assignTeam: { call: (displayId) => actions.assignTeam(displayId, teamId) },
  move: { call: (displayId) => actions.move(displayId, inboxId) },
  setPriority: { call: (displayId) => actions.setPriority(displayId, "high") },
  spam: { call: (displayId) => actions.spam(displayId), makes: 2 },
  takeFromBot: { call: (displayId) => actions.takeFromBot(displayId), begin: "markPending", makes: 2 },
  trash: { call: (displayId) => actions.trash(displayId) },
  restore: { call: (displayId) => actions.restore(displayId), begin: "trash" },
  undo: { call: (displayId, begun) => actions.undo(displayId, begun), begin: "resolve" },
};

let world: World;
let tenant: Tenant;
let stranger: Tenant;
let teamId: number;
let inboxId: number;

beforeAll(async () => {
  world = await createWorld();
  provideScreens(world);
  tenant = await createTenant(world);
  stranger = await createTenant(world);
  const team = { name: "Returns", memberIds: [] };
  inboxId = (await world.run(createInbox, tenant.admin, { name: "Billing", channel: "api" })).result.id;
  teamId = (await world.run(createTeam, tenant.admin, team)).result.id;
});
afterAll(() => world.close());
beforeEach(() => signInAs(tenant.admin));

async function signInAs(caller: Caller): Promise<void> {
  request = new Headers({ host: HOST, origin: `https://${HOST}`, "next-action": "1" });
  request.set("cookie", await cookieFor(world, caller));
}

/** A new conversation, and the operation that prepared it. */
async function conversation(begin?: Entry["begin"]): Promise<{ displayId: number; begun: string }> {
  const { displayId } = (await createScene(world, tenant)).conversation;
  if (!begin) return { displayId, begun: crypto.randomUUID() };
  const ref = { conversation: { displayId } };
  if (begin === "trash")
    return { displayId, begun: (await world.run(trashConversation, tenant.admin, ref)).operationId };
  const change = { ...ref, signal: begin };
  return { displayId, begun: (await world.run(changeStatus, tenant.admin, change)).operationId };
}

const read = async (displayId: number) =>
  (await getConversation(world.database, tenant.admin, { displayId })).conversation;

test("every action has an entry in this test", () => {
  expect(Object.keys(ENTRIES).sort()).toEqual(Object.keys(actions).sort());
});

describe.each(Object.entries(ENTRIES))("%s", (_, { call, begin, makes = 1 }) => {
  async function refused(code: string): Promise<void> {
    const { displayId, begun } = await conversation(begin);
    const before = await read(displayId);
    expect(await call(displayId, begun)).toMatchObject({ ok: false, code });
    expect(await read(displayId)).toEqual(before);
  }

  test("succeeds for the owner", async () => {
    const { displayId, begun } = await conversation(begin);
    const before = await read(displayId);
    expect(await call(displayId, begun)).toEqual({ ok: true, operationId: expect.any(String) });
    expect(await read(displayId)).toMatchObject({ version: before.version + makes });
  });

  test("finds nothing for another account", async () => {
    await signInAs(stranger.admin);
    await refused("conversation.not_found");
  });

  test("finds nothing for an agent who is not a member of the inbox", async () => {
    await signInAs(await addMember(world, tenant, { role: "agent", inboxIds: [] }));
    await refused("conversation.not_found");
  });

  test("is refused when signed out", async () => {
    request.delete("cookie");
    await refused("auth.required");
  });

  test("is refused in an ended session", async () => {
    const member = await addMember(world, tenant, { role: "administrator", inboxIds: [] });
    await signInAs(member);
    await world.run(revokeSessions, tenant.admin, { userId: member.userId ?? 0 });
    await refused("auth.required");
  });

  test.each([null, "null", "https://evil.example", `https://${HOST}:444`])(
    "is refused from the Origin %s",
    async (origin) => {
      if (origin === null) request.delete("origin");
      else request.set("origin", origin);
      await refused("auth.foreign_origin");
    },
  );

  test("is refused without next-action, as a plain form sends it", async () => {
    request.delete("next-action");
    await refused("auth.foreign_origin");
  });

  test.each([0, -1, 1.5, 2 ** 60, Number.NaN])("is refused for the conversation id %s", async (displayId) => {
    const answer = await call(displayId, crypto.randomUUID());
    expect(answer).toEqual({ ok: false, code: "input.invalid", field: "displayId" });
  });
});

test("a refusal of an action is returned as a code with its field", async () => {
  const { displayId } = await conversation();
  const past = new Date(world.clock.now.getTime() - 1).toISOString();
  expect(await actions.snooze(displayId, past)).toEqual({
    ok: false,
    code: "conversation.snooze_in_past",
    field: "until",
  });
  expect(await actions.snooze(displayId, "tomorrow")).toEqual({
    ok: false,
    code: "input.invalid",
    field: "until",
  });
  expect(await actions.assign(displayId, stranger.admin.userId)).toMatchObject({
    ok: false,
    code: "member.not_found",
  });
});

test("an action that changes nothing names no operation; undo leaves a conversation that has changed again", async () => {
  const { displayId, begun } = await conversation("resolve");
  expect(await actions.resolve(displayId)).toEqual({ ok: true, operationId: null });
  expect(await actions.reopen(displayId)).toMatchObject({ ok: true });
  expect(await actions.undo(displayId, begun)).toEqual({ ok: false, code: "undo.superseded" });
});
