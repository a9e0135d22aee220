import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { assignConversation, assignTeam } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { setPriority } from "@/server/commands/conversations/set-fields";
import { updateMember } from "@/server/commands/members/members";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import type { Caller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import type { ListedRow } from "@/server/contract/live/frame";
import type { Topics } from "@/server/contract/live/topics";
import { RECEIPT_SIGNALS } from "@/server/contract/message/constants";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import { readCounters } from "@/server/queries/conversations/read-counters";
import { findSessionCaller } from "@/server/queries/credentials/find-caller";
import { listMessages } from "@/server/queries/messages/list-messages";
import { createLiveAccount, openScreen, type Screen } from "@/test/support/clients/live-screen";
import { openHubServer } from "@/test/support/clients/live-stream";
import { randomOf } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const OPERATIONS = 90;
const LABELS = ["vip", "spam", "billing"];

type Account = Awaited<ReturnType<typeof createLiveAccount>>;
type Draw = {
  below(count: number): number;
  of<const T>(values: readonly T[]): T;
  chance(p: number): boolean;
};

function drawOf(seed: number): Draw {
  const random = randomOf(seed);
  const below = (count: number) => Math.floor(random() * count);
  const of = <const T>(values: readonly T[]): T => {
    const [drawn] = values.slice(below(values.length));
    if (drawn === undefined) throw new Error("nothing to draw from");
    return drawn;
  };
  return { below, of, chance: (p) => random() < p };
}

/** Makes one random change; a refused one changes nothing. */
async function happen({ tenant, first, second, agent, team }: Account, draw: Draw): Promise<void> {
  const { admin } = tenant;
  const rows = await listConversations(world.database, admin, { limit: 100 });
  const row = rows.data[draw.below(rows.data.length)];
  if (!row) throw new Error("no conversation");
  const conversation = { conversationId: row.conversation.id };
  const last = row.conversation.lastMessage;
  const thread = await listMessages(world.database, admin, { conversation, before: null, limit: 100 });
  const sent = thread.data.filter(({ status }) => status !== null);
  const { run } = world;
  const acts: (() => Promise<unknown>)[] = [
    () => run(receiveMessage, admin, { conversation, content: "hi" }),
    () => run(sendMessage, admin, { conversation, content: "hello", resolve: draw.chance(0.3) }),
    () => run(addNote, admin, { conversation, content: "note" }),
    () =>
      run(changeStatus, admin, {
        conversation,
        signal: draw.of(["resolve", "reopen", "markPending", "snooze"]),
      }),
    () =>
      run(assignConversation, admin, { conversation, assigneeId: draw.of([admin.userId, agent.id, null]) }),
    () => run(labelConversation, admin, { conversation, set: LABELS.filter(() => draw.chance(0.3)) }),
    () => run(assignTeam, admin, { conversation, teamId: draw.of([team.id, null]) }),
    () => run(moveConversation, admin, { conversation, inboxId: draw.of([first, second]).inbox.id }),
    () => run(setPriority, admin, { conversation, priority: draw.of(["urgent", "low", null]) }),
    () => run(updateContact, admin, { contactId: row.contact.id, name: `Name ${draw.below(1000)}` }),
    () => run(markSeen, admin, { conversation, number: last?.number ?? 0 }),
    async () => {
      const signal = draw.of(RECEIPT_SIGNALS);
      const receipts = sent.filter(() => draw.chance(0.6)).map(({ id }) => ({ messageId: id, signal }));
      if (receipts.length > 0) await run(recordReceipts, admin, { receipts });
    },
    async () => {
      const { contact } = (await run(createContact, admin, { name: "New" })).result;
      const { inbox } = draw.of([first, second]);
      await run(createConversation, admin, { inboxId: inbox.id, contactId: contact.id, startedBy: "other" });
    },
  ];
  await draw
    .of(acts)()
    .catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
    });
}

function someTopics({ first, second, agent, team }: Account, draw: Draw): Topics {
  const views = Array.from({ length: 1 + draw.below(3) }, () => ({
    status: draw.of([...CONVERSATION_STATUSES, null]),
    assignee: draw.of(["any", "me", "unassigned", "assigned"]),
    inboxId: draw.of([null, null, first.inbox.id, second.inbox.id]),
    label: draw.of([null, null, "vip"]),
    assigneeId: draw.of([null, null, agent.id]),
    priority: draw.of([null, null, "urgent"]),
    teamId: draw.of([null, null, null, team.id]),
    lifecycle: draw.of(["live", "live", "live", "trashed"]),
  }));
  const conversations = draw.chance(0.6) ? [1 + draw.below(4)] : [];
  return { views, conversations, counters: draw.chance(0.7) };
}

/** The screen's state if it read everything now. */
async function fresh(caller: Caller, { views, conversations, counters }: Topics) {
  const lists: ListedRow[][] = [];
  for (const view of views)
    lists.push((await listConversations(world.database, caller, { ...view, limit: 200 })).data);
  const [displayId] = conversations;
  const input = displayId && { conversation: { displayId }, before: null, limit: 200 };
  const thread = input
    ? await listMessages(world.database, caller, input).catch(() => ({ data: [] }))
    : { data: [] };
  return {
    lists,
    thread: thread.data,
    counters: counters ? await readCounters(world.database, caller) : null,
  };
}

test.each([1, 2, 3, 4])(
  "a snapshot and the frames after it show what a fresh query shows (seed %i)",
  async (seed) => {
    const draw = drawOf(seed);
    const account = await createLiveAccount(world);
    const { tenant, agent, first, second, server, adminCookie, agentCookie } = account;
    const { database, run } = world;
    await run(updateMember, tenant.admin, { userId: agent.id, inboxIds: [first.inbox.id, second.inbox.id] });
    await world.relay();
    const other = await openHubServer(world, { pingMs: 50 }); // another process, which only reads the log
    const stamp = async () => {
      server.hub.publish(await world.relay());
      if (draw.chance(0.7)) other.hub.wake();
    };
    const callerOf = (userId: number | null) => async (): Promise<Caller> => {
      const caller = await findSessionCaller(database, { userId: userId ?? 0, sessionVersion: 1 });
      if (!caller) throw new Error("signed out");
      return caller;
    };
    const people = [
      { cookie: adminCookie, caller: callerOf(tenant.admin.userId) },
      { cookie: agentCookie, caller: callerOf(agent.id) },
    ];
    const screens: (Screen & { caller: () => Promise<Caller> })[] = [];
    for (const person of people)
      for (const process of [server, other]) {
        const screen = await openScreen({ database, server: process, ...person });
        await screen.show(someTopics(account, draw));
        screens.push({ ...screen, caller: person.caller });
      }

    for (let i = 0; i < OPERATIONS; i++) {
      world.clock.now = new Date(world.clock.now.getTime() + 1000);
      await happen(account, draw);
      if (i === OPERATIONS / 2)
        await run(updateMember, tenant.admin, { userId: agent.id, inboxIds: [first.inbox.id] });
      if (i === (OPERATIONS * 3) / 4)
        await run(updateMember, tenant.admin, { userId: agent.id, inboxIds: [second.inbox.id] });
      if (draw.chance(0.6)) await stamp();
      const screen = screens[draw.below(screens.length)];
      if (draw.chance(0.3)) await screen?.pump();
      if (draw.chance(0.1)) await screen?.show(someTopics(account, draw));
      if (draw.chance(0.1)) await screen?.reconnect();
    }
    await stamp();
    other.hub.wake();
    const head = await account.head();
    for (const screen of screens) {
      const expected = await fresh(await screen.caller(), screen.topics());
      await waitFor(
        async () => {
          await screen.pump();
          expect(screen.cursor()).toBe(head);
          expect(screen.state()).toEqual(expected);
        },
        { interval: 20 },
      );
    }
  },
  60_000,
);
