import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Run } from "@/server/commands/_run/run";
import { createCompany, deleteCompany } from "@/server/commands/contacts/companies";
import { createContact } from "@/server/commands/contacts/save-contact";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { createCannedReply } from "@/server/commands/organising/canned-replies";
import {
  createLabel,
  deleteLabel,
  labelConversation,
  updateLabel,
} from "@/server/commands/organising/labels";
import { Refusal } from "@/server/contract/_shared/refusal";
import { getContact, listContacts } from "@/server/queries/contacts/list-contacts";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listCannedReplies, listLabels } from "@/server/queries/organising/organising";
import { readLog, toEvent } from "@/server/store/events/log/event-log";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { countUses, moveLabels, releaseCompanies } from "./rework";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  stage = await createStage(world);
});
afterAll(() => world.close());

const count = () => countUses({ database: world.database, now: () => world.clock.now });
const greeting = (shortCode = "hi", by = stage.admin, visibility: "everybody" | "own" = "everybody") =>
  world
    .run(createCannedReply, by, { shortCode, content: "Hello", visibility })
    .then(({ result }) => result.id);
const send = async (cannedReplyIds: number[], more: { holdMs?: number; clientId?: string } = {}) => {
  const conversation = { conversationId: stage.conversation.id };
  const input = { conversation, content: "Hello", cannedReplyIds, ...more };
  return (await stage.run(sendMessage, input)).result.message;
};
const used = async () =>
  (await listCannedReplies(world.database, stage.admin)).map(({ shortCode, uses, lastUsedAt }) => [
    shortCode,
    uses,
    lastUsedAt,
  ]);

test("a canned reply is counted with each message that was sent with it, and named with the last", async () => {
  const [hi, bye] = [await greeting("hi"), await greeting("bye")];
  await greeting("never");
  const first = await send([hi, bye]);
  pass(world, 60_000);
  await send([hi]);
  const last = await send([hi], { clientId: "once" });
  await send([hi], { clientId: "once" });
  pass(world, 1_000);
  await Promise.all([count(), count()]);
  await count();
  const expected = [
    ["bye", 1, first.createdAt.toISOString()],
    ["hi", 3, last.createdAt.toISOString()],
    ["never", 0, null],
  ];
  expect(await used()).toEqual(expected);
  expect(await world.database.query("select 1 from canned_reply_use")).toEqual([]);
});

test("a message counts when its undo window ends, and one that was withdrawn does not", async () => {
  const hi = await greeting();
  const withdrawn = await send([hi], { holdMs: 8_000 });
  const sent = await send([hi], { holdMs: 10_000 });
  await count();
  expect(await used()).toEqual([["hi", 0, null]]);
  await stage.run(withdrawMessage, { messageId: withdrawn.id });
  pass(world, 10_000);
  await count();
  expect(await used()).toEqual([["hi", 1, sent.sendAfter?.toISOString()]]);
});

test("unknown replies, those of other accounts and other members' own neither count nor keep a message from being sent", async () => {
  const elsewhere = await createStage(world);
  const foreign = await greeting("hi", elsewhere.admin);
  const own = await greeting("own", stage.agent, "own");
  await send([foreign, own, 999_999_999]);
  expect(await world.database.query("select 1 from canned_reply_use")).toEqual([]);
});

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(world);
});

/** A conversation with labels. */
async function labelled(...add: string[]): Promise<number> {
  const { conversation } = await createScene(world, tenant);
  await world.run(labelConversation, tenant.admin, {
    conversation: { conversationId: conversation.id },
    add,
  });
  return conversation.id;
}

async function makeLabel(name: string): Promise<number> {
  const appearance = { colour: "red", description: "" } as const;
  return (await world.run(createLabel, tenant.admin, { name, ...appearance })).result.id;
}

const labelsOf = async (conversationId: number) =>
  (await getConversation(world.database, tenant.admin, { conversationId })).conversation.labels;
const quiet = () => ({ database: world.database, run: world.run, log: { error: () => undefined } });
const carry = () => moveLabels(quiet());
const names = async () => (await listLabels(world.database, tenant.admin)).map(({ name }) => name);

test("a renamed label gets its new name on contacts, too, and a deleted one is removed", async () => {
  const labelId = await makeLabel("vip");
  await makeLabel("billing");
  const made = { name: "Ana", labels: ["billing", "vip"] };
  const contactId = (await world.run(createContact, tenant.admin, made)).result.contact.id;
  const found = async (label: string) =>
    (await listContacts(world.database, tenant.admin, { label, limit: 5 })).data.map(({ labels }) => labels);
  await world.run(updateLabel, tenant.admin, { labelId, name: "key account" });
  await carry();
  expect([await found("vip"), await found("Key account")]).toEqual([[], [["billing", "key account"]]]);
  await world.run(deleteLabel, tenant.admin, { labelId });
  await carry();
  expect((await getContact(world.database, tenant.admin, contactId)).labels).toEqual(["billing"]);
});

test("a label renamed twice before the job runs gets its last name; other labels stay", async () => {
  const labelId = await makeLabel("vip");
  const first = await labelled("vip", "billing");
  const stranger = await createTenant(world);
  const theirs = await createScene(world, stranger);
  const ref = { conversation: { conversationId: theirs.conversation.id } };
  await world.run(labelConversation, stranger.admin, { ...ref, add: ["vip"] });
  await world.run(updateLabel, tenant.admin, { labelId, name: "key" });
  await world.run(updateLabel, tenant.admin, { labelId, name: "Key account" });
  await carry();
  expect(await labelsOf(first)).toEqual(["billing", "key account"]);
  expect(await names()).toEqual(["billing", "key account"]);
  const left = await getConversation(world.database, stranger.admin, ref.conversation);
  expect(left.conversation.labels).toEqual(["vip"]);
});

test("a deleted label is removed over several transactions, with one event per conversation by the deleting member", async () => {
  const labelId = await makeLabel("old");
  const first = await labelled("old");
  await world.database.query(
    `insert into conversation (account_id, display_id, inbox_id, contact_id, contact_inbox_id, status, cause, labels,
                               status_changed_at, last_activity_at, created_at, updated_at)
     select account_id, display_id + n, inbox_id, contact_id, contact_inbox_id, status, cause, labels,
            status_changed_at, last_activity_at, created_at, updated_at
       from conversation, generate_series(1, 120) n where id = $1`,
    [first],
  );
  await world.relay();
  await world.run(deleteLabel, tenant.admin, { labelId });
  await carry();
  await world.relay();
  const log = await readLog(world.database, tenant.accountId, { after: 0, limit: 1000 });
  const labelEvents = log.map(toEvent).filter(({ changes }) => "labels" in changes);
  expect(labelEvents.filter(({ changes }) => changes["labels"]?.from !== undefined)).toHaveLength(122);
  expect(new Set(labelEvents.map(({ actor }) => actor.id))).toEqual(new Set([tenant.admin.userId]));
  expect(await labelsOf(first)).toEqual([]);
  expect(await names()).toEqual([]);
});

test("restoring the labels of a conversation creates a deleted label again", async () => {
  const labelId = await makeLabel("vip");
  await world.run(deleteLabel, tenant.admin, { labelId });
  await carry();
  await labelled("vip");
  expect(await names()).toEqual(["vip"]);
});

test("contacts of a deleted company stay without it; those of others keep theirs", async () => {
  const { admin } = await createTenant(world);
  const company = async (name: string) => (await world.run(createCompany, admin, { name })).result.id;
  const [acme, zeta] = [await company("Acme"), await company("Zeta")];
  for (const [name, companyId] of [
    ["Ada", acme],
    ["Bo", acme],
    ["Cleo", zeta],
  ] as const)
    await world.run(createContact, admin, { name, companyId });
  await world.run(deleteCompany, admin, { companyId: acme });

  await releaseCompanies(quiet());
  const { data } = await listContacts(world.database, admin, { limit: 10 });
  expect(data.map(({ name, companyId }) => [name, companyId])).toEqual([
    ["Cleo", zeta],
    ["Bo", null],
    ["Ada", null],
  ]);
});

/** Runs every command but those in this account, which is too busy. */
const refusingIn = (accountId: number): Run =>
  Object.assign(
    ((command, caller, input) =>
      caller.accountId === accountId
        ? Promise.reject(new Refusal("server.busy"))
        : world.run(command, caller, input)) as Run,
    { once: world.run.once },
  );

test("an account that is too busy keeps neither the labels nor the companies of others waiting", async () => {
  const next = await createTenant(world);
  const faults: object[] = [];
  const busy = {
    database: world.database,
    run: refusingIn(tenant.accountId),
    log: { error: (fault: object) => void faults.push(fault) },
  };
  const appearance = { name: "old", colour: "red", description: "" } as const;
  for (const { admin } of [tenant, next]) {
    const labelId = (await world.run(createLabel, admin, appearance)).result.id;
    const companyId = (await world.run(createCompany, admin, { name: "Acme" })).result.id;
    await world.run(createContact, admin, { name: "Ada", labels: ["old"], companyId });
    await world.run(deleteLabel, admin, { labelId });
    await world.run(deleteCompany, admin, { companyId });
  }
  await moveLabels(busy);
  await releaseCompanies(busy);
  const { data } = await listContacts(world.database, next.admin, { limit: 5 });
  expect(data).toMatchObject([{ labels: [], companyId: null }]);
  const { accountId } = tenant;
  expect(faults).toMatchObject([{ accountId }, { accountId }]);
  await carry();
  await releaseCompanies(quiet());
  expect((await listContacts(world.database, tenant.admin, { limit: 5 })).data).toMatchObject([
    { labels: [], companyId: null },
  ]);
});
