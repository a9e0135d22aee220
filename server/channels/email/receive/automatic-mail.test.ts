import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { DEFAULT_POLICY, type Decided, endingUnder, type Policy } from "@/server/domain/inbox/policy";
import { type Header, mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const ANSWER: Header = { "Auto-Submitted": "auto-replied" };
const LIST: Header = { "List-Id": "<news.example>" };
const SPAM: Header = { "X-Spam-Flag": "YES" };

/** An inbox whose bot takes new and reopened conversations. */
async function openWithBot(more: Partial<Policy> = {}) {
  const { tenant, inbox, ...rest } = await openMailInbox(world);
  const settings = { botEnabled: true, botTakesReopened: true, ...more };
  await world.run(changePolicy, tenant.admin, { inboxId: inbox.id, settings });
  const { database } = world;
  const { accountId, admin } = tenant;
  return {
    ...rest,
    /** What is kept of the decisions, to be tried under another policy. */
    decisions: () =>
      database.query<{ decided: Decided }>(
        "select decided from policy_decision where account_id = $1 order by id",
        [accountId],
      ),
    resolve: (conversationId: number) =>
      world.run(changeStatus, admin, { conversation: { conversationId }, signal: "resolve" }),
    conversation: async (id: number) => {
      const [found] = await database.query(
        `select status, labels, unread_count as unread, waiting_since is not null as "isWaiting"
           from conversation where account_id = $1 and id = $2`,
        [accountId, id],
      );
      return found;
    },
    /** The rules by which statuses changed, in their order. */
    rules: async () =>
      (
        await database.query<{ rule: string }>(
          `select activity -> 'cause' ->> 'rule' as rule from message
            where account_id = $1 and kind = 'activity' and activity -> 'cause' is not null order by id`,
          [accountId],
        )
      ).map(({ rule }) => rule),
  };
}

const again = (n: number, header: Header) =>
  mail({ ...header, "Message-ID": `<again-${n}@mail.example>`, "In-Reply-To": "<one@mail.example>" });

test("a program's answer neither reopens a conversation, nor counts as unread, nor waits for a reply", async () => {
  const { storeMessage, conversation, resolve } = await openWithBot();
  const { conversationId } = await storeMessage(mail({}));
  await resolve(conversationId);
  const before = await conversation(conversationId);
  for (const n of [1, 2, 3])
    expect((await storeMessage(again(n, ANSWER))).conversationId).toBe(conversationId);
  expect(before).toMatchObject({ status: "resolved" });
  expect(await conversation(conversationId)).toEqual(before);
});

test("a bot is not answered by a program for ever: the first answer gives the conversation to agents", async () => {
  const { storeMessage, conversation, rules } = await openWithBot();
  const { conversationId } = await storeMessage(mail({}));
  expect(await conversation(conversationId)).toMatchObject({ status: "pending" });
  for (const n of [1, 2, 3]) {
    await storeMessage(again(n, ANSWER));
    expect(await conversation(conversationId)).toMatchObject({ status: "open", unread: 1 });
  }
  expect((await rules()).filter((rule) => rule === "automatic_mail")).toHaveLength(1);
});

test.each([
  ["a program's answer", ANSWER],
  ["a mail of a list", LIST],
])("a conversation that %s begins is open, and not the bot's", async (_, header) => {
  const { storeMessage, conversation } = await openWithBot();
  const { conversationId } = await storeMessage(mail(header));
  expect(await conversation(conversationId)).toMatchObject({ status: "open" });
});

test("a mail of a list reopens a conversation for agents", async () => {
  const { storeMessage, conversation, resolve } = await openWithBot();
  const { conversationId } = await storeMessage(mail({}));
  await resolve(conversationId);
  await storeMessage(again(1, LIST));
  expect(await conversation(conversationId)).toMatchObject({ status: "open", unread: 2, isWaiting: true });
});

test("a mail of a list that is diverted is kept as one, for trials of other settings", async () => {
  const onMessageAfterResolve = "newConversation";
  const { storeMessage, conversation, resolve, decisions } = await openWithBot({ onMessageAfterResolve });
  const { conversationId } = await storeMessage(mail({}));
  await resolve(conversationId);
  const listed = await storeMessage(again(1, LIST));
  expect(await conversation(listed.conversationId)).toMatchObject({ status: "open" });
  const decided = (await decisions()).at(-1)?.decided;
  if (!decided) throw new Error("the decision is kept");
  const policy = {
    ...DEFAULT_POLICY,
    botEnabled: true,
    botTakesReopened: true,
    onMessageAfterResolve,
  } as const;
  expect(endingUnder(decided, policy)).toMatchObject(decided.ending);
});

test("a conversation that spam begins is labelled and resolved", async () => {
  const { storeMessage, conversation } = await openWithBot();
  const { conversationId } = await storeMessage(mail(SPAM));
  expect(await conversation(conversationId)).toMatchObject({ status: "resolved", labels: ["spam"] });
});

test("spam in a known conversation is shown as such, and the conversation stays the customer's", async () => {
  const { storeMessage, conversation } = await openWithBot();
  const { conversationId } = await storeMessage(mail({}));
  const message = await storeMessage(again(1, SPAM));
  expect(message).toMatchObject({ conversationId, email: { isSpam: true } });
  expect(await conversation(conversationId)).toMatchObject({ status: "pending", labels: [] });
});

test("mails of a program that gives all of them one Message-ID are each stored, and each once", async () => {
  const { store, count } = await openMailInbox(world);
  const dates = ["Fri, 20 Mar 2026 11:00:00 +0000", "Fri, 20 Mar 2026 12:00:00 +0000", undefined];
  const mails = dates.map((date, n) => mail({ ...(date && { Date: date }) }, `Order ${n}`));
  for (const raw of [...mails.slice(0, 2), ...mails])
    expect(await store(raw)).toMatchObject({ kind: "stored" });
  expect(await count("message")).toBe(2); // one without a date may be the first one on another way
});
