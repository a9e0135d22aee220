import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRun, type Run } from "@/server/commands/_run/run";
import { type ChangeQueue, createChangeQueue } from "@/server/commands/conversations/_steps/change-queue";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import type { Change } from "./_steps/apply-change";
import type { Changed } from "./change-together";
import { createConversation } from "./create-conversation";

// Changes that share transactions, each once under its Idempotency-Key or its message's client id.

let world: World;
let stage: Stage;
let run: Run;
let queue: ChangeQueue;
let places: number[];
/** Those that were made with others, by their texts. */
let together: string[];
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  stage = await createStage(world);
  run = createRun({ database: world.database, now: () => world.clock.now, onCommitted: () => {} });
  queue = createChangeQueue(run, { transactions: 1, takesOfKey: 1 });
  together = [];
  places = [];
  for (let i = 0; i < 4; i++) {
    const input = { inboxId: stage.inbox.id, contactId: stage.contact.id, startedBy: "agent" } as const;
    places.push((await stage.run(createConversation, input)).result.conversation.displayId);
  }
});
afterAll(() => world.close());

const caller = () => ({
  ...stage.admin,
  actor: { type: "token" as const, id: stage.admin.userId, name: "CRM" },
  via: "api" as const,
});

type Reply = { content: string; key?: string; clientId?: string };

/** Sends a reply with others that wait, as a route does, and returns what is answered. */
function send(displayId: number, { content, key = content, clientId }: Reply): Promise<unknown> {
  const message = { content, ...(clientId && { clientId }) };
  const change: Change = { kind: "send", message };
  const once = { key, fingerprint: `${displayId} ${content}` };
  const answer = ({ message: sent }: Pick<Changed, "message">) => ({
    status: 201,
    body: { text: sent?.content },
  });
  return queue.change<unknown>(
    caller(),
    { to: { displayId }, change, once: { ...once, answer } },
    {
      answer: (changed) => {
        together.push(content);
        return answer(changed).body;
      },
      alone: async () =>
        (
          await run.once(
            sendMessage,
            caller(),
            { conversation: { displayId }, ...message },
            { ...once, answer },
          )
        ).body,
    },
  );
}

const sent = async () =>
  (
    await world.database.query<{ content: string }>(
      `select content from message
        where account_id = $1 and kind = 'message' and direction = 'out' and id <> $2 order by content`,
      [stage.accountId, stage.outgoing.id],
    )
  ).map(({ content }) => content);

const claims = () =>
  world.database.query(
    `select key, status, answer->>'text' as text, cardinality(about) > 0 as "hasSubjects"
       from idempotency where account_id = $1 order by key`,
    [stage.accountId],
  );

const stored = (key: string, text = key) => ({ key, status: 201, text, hasSubjects: true });

test("keyed changes share a transaction, and each repetition gets the first one's answer", async () => {
  const [one = 0, two = 0, three = 0] = places;
  const all = () => [
    send(stage.conversation.displayId, { content: "A" }),
    send(one, { content: "B" }),
    send(two, { content: "C" }),
    send(three, { content: "D" }),
  ];
  const answers = ["A", "B", "C", "D"].map((text) => ({ text }));
  expect(await Promise.all(all())).toEqual(answers);
  expect(together.toSorted()).toEqual(["A", "B", "C", "D"]);
  expect(await Promise.all(all())).toEqual(answers);
  expect(await sent()).toEqual(["A", "B", "C", "D"]);
  expect(await claims()).toEqual(["A", "B", "C", "D"].map((key) => stored(key)));
});

test("a key that is sent twice at once is used once, and another request under it is refused", async () => {
  const [one = 0, two = 0, three = 0] = places;
  const outcomes = await Promise.allSettled([
    send(stage.conversation.displayId, { content: "A" }),
    send(one, { content: "B" }),
    send(one, { content: "B" }),
    send(two, { content: "C", key: "B" }),
    send(three, { content: "D" }),
  ]);
  expect(
    outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : outcome.reason.refusal)),
  ).toEqual([{ text: "A" }, { text: "B" }, { text: "B" }, "idempotency.mismatch", { text: "D" }]);
  expect(await sent()).toEqual(["A", "B", "D"]);
});

test("the key of a change that is refused, or made on its own, is free for that", async () => {
  const [one = 0, two = 0] = places;
  const outcomes = await Promise.allSettled([
    send(stage.conversation.displayId, { content: "A" }),
    send(one, { content: "B" }),
    send(one, { content: "C" }),
    send(999_999, { content: "Nowhere" }),
    send(two, { content: "D" }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  expect(together.toSorted()).toEqual(["A", "B", "D"]);
  expect(await claims()).toEqual(["A", "B", "C", "D"].map((key) => stored(key)));
});

test("a key that a running request has keeps no other change waiting, and is used once", async () => {
  const [one = 0, two = 0] = places;
  let commit = () => {};
  const blocked = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let begun = () => {};
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const first = run.once(
    async (tx, input: Parameters<typeof sendMessage>[1]) => {
      begun();
      await blocked;
      return sendMessage(tx, input);
    },
    caller(),
    { conversation: { displayId: one }, content: "B" },
    { key: "B", fingerprint: `${one} B`, answer: () => ({ status: 201, body: { text: "B" } }) },
  );
  await isBegun;
  const others = [
    send(stage.conversation.displayId, { content: "A" }),
    send(one, { content: "B" }),
    send(two, { content: "C" }),
  ];
  expect(await Promise.all([others[0], others[2]])).toEqual([{ text: "A" }, { text: "C" }]);
  commit();
  expect((await first).body).toEqual({ text: "B" });
  expect(await Promise.all(others)).toEqual([{ text: "A" }, { text: "B" }, { text: "C" }]);
  expect(await sent()).toEqual(["A", "B", "C"]);
});

test("messages with client ids share a transaction, and a repeated one is answered as the first", async () => {
  const [one = 0, two = 0] = places;
  const all = (attempt: number) => [
    send(stage.conversation.displayId, { content: "A", key: `A${attempt}` }),
    send(one, { content: "B", clientId: "b", key: `B${attempt}` }),
    send(two, { content: "C", clientId: "c", key: `C${attempt}` }),
  ];
  await Promise.all(all(1));
  expect(together.toSorted()).toEqual(["A", "B", "C"]);
  const again = await Promise.all(all(2));
  expect(again).toEqual(["A", "B", "C"].map((text) => ({ text })));
  expect(together.toSorted()).toEqual(["A", "A", "B", "C"]);
  expect(await sent()).toEqual(["A", "A", "B", "C"]);
});
