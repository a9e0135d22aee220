import type { Run } from "@/server/commands/_run/run";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { type SendMessage, type SentMessage, sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { markReadUpTo, recordReceipts } from "@/server/commands/receipts/record-receipts";
import { type Caller, customerCaller, systemCaller } from "@/server/contract/_shared/caller";
import type { ConversationSignal } from "@/server/domain/conversation/conversation";
import type { AgentKey, Cast, InboxKey } from "@/server/setup/demo/cast";
import type { Random } from "@/server/setup/demo/random";
import { ALONE, type Step } from "@/server/setup/demo/schedule";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { type Arrival, begin, type CustomerPlan } from "./arrival";
import { type SentRef, type TickEnd, tickSteps } from "./ticks";

const MINUTE_MS = 60_000;

/** A builder of one conversation: adds the steps of people, bots and timers in order. */
export type Thread = Pick<Script, "wait" | "place"> & {
  customer(text: string): void;
  /** The agent takes it over if it is unassigned, sees it and replies; `end` is the final tick. */
  agent(text: string, options?: { resolve?: boolean; end?: TickEnd }): void;
  /** The bot writes while the conversation is pending. */
  bot(text: string): void;
  note(text: string): void;
  label(...labels: string[]): void;
  signal(by: "agent" | "timer", signal: ConversationSignal, untilMinutes?: number): void;
  /** The contact has read everything sent before. */
  readUpTo(): void;
};

export type ThreadOptions = {
  cast: Cast;
  random: Random;
  inbox: InboxKey;
  agent: AgentKey;
  customer: CustomerPlan;
  arrival: Omit<Arrival, "inboxId" | "customer" | "contactIds">;
};

/** Whether the integrator's program begins it, with what it knows already. */
const isHandedOver = ({ status, labels }: ThreadOptions["arrival"]): boolean =>
  status !== undefined || labels !== undefined;

/** What the website's visitors do. */
const BY_VISITORS = [begin, receiveMessage, markReadUpTo, recordReceipts];

/** Who delivers a customer's messages and reports what became of ours: on the website the visitor, else the integrator's program. */
function customerIn({ cast, inbox, customer }: ThreadOptions): Caller {
  if (inbox !== "website") return cast.bridges[inbox];
  const { accountId } = cast.admin;
  const id = cast.contactIds.get(customer.key) ?? null;
  const actor = { type: "contact" as const, id, name: customer.name };
  return customerCaller({ accountId, inboxId: cast.inboxes[inbox], actor, mayRun: BY_VISITORS });
}

/** Begins a conversation with the customer's first message, or with the agent's. */
export function openThread(options: ThreadOptions): Thread {
  const { cast, random, inbox, customer, arrival } = options;
  const agent = cast.agents[options.agent].caller;
  const inboxId = cast.inboxes[inbox];
  const customerNow = () => customerIn(options);
  const script = createScript(random, customer.key);
  const live = createLive();
  const { ref, follow } = live;

  const report = (sent: SentRef, end: TickEnd) => {
    const line = { caller: agent, reporter: customerNow, inbox, inboxId };
    for (const { work, ...when } of tickSteps(sent, end, random, line)) script.add(work, when);
  };
  const byAgent = arrival.startedBy === "agent";
  const first: SentRef = { id: 0 };
  script.add(async (run) => {
    const input = { ...arrival, inboxId, customer, contactIds: cast.contactIds };
    const by = byAgent ? agent : isHandedOver(arrival) ? cast.bridges[inbox] : customerNow();
    const { conversation, sent } = (await run(begin, by, input)).result;
    follow(conversation);
    first.id = sent?.id ?? 0;
  });
  if (byAgent) report(first, "read");

  const addMessage = (end: TickEnd, send: (run: Run) => Promise<number>) => {
    const sent: SentRef = { id: 0 };
    script.add(async (run) => (sent.id = await send(run)));
    report(sent, end);
  };
  return {
    wait: script.wait,
    place: script.place,
    customer: (content) => {
      const receive = async (run: Run) =>
        follow((await run(receiveMessage, customerNow(), { ...ref(), content })).result.conversation);
      script.add(receive, { mayBegin: true });
    },
    agent: (content, { resolve = false, end = "read" } = {}) =>
      addMessage(end, async (run) => {
        if (live.isWith("pending") && inbox === "whatsapp") await live.change(run, cast.bot, "handoff");
        const { result } = await run(answer, agent, { ...ref(), content, resolve });
        follow(result.conversation);
        return result.message.id;
      }),
    bot: (content) =>
      addMessage("read", async (run) => {
        if (!live.isWith("pending")) return 0;
        return (await run(sendMessage, cast.bot, { ...ref(), content })).result.message.id;
      }),
    note: (content) => script.add((run) => run(addNote, agent, { ...ref(), content })),
    label: (...labels) => script.add((run) => run(labelConversation, agent, { ...ref(), add: labels })),
    signal: (by, signal, untilMinutes) =>
      script.add(async (run, at) => {
        const until = untilMinutes === undefined ? null : new Date(at.getTime() + untilMinutes * MINUTE_MS);
        if (by === "timer") return live.change(run, systemCaller(agent.accountId), signal, until);
        await live.see(run, agent);
        return live.change(run, agent, signal, until);
      }),
    readUpTo: () => script.add((run) => run(markReadUpTo, customerNow(), ref())),
  };
}

/** The current state of a conversation while its steps are played. */
function createLive() {
  let row: ConversationRow | undefined;
  const current = (): ConversationRow => {
    if (!row) throw new Error("the conversation has not begun");
    return row;
  };
  const ref = () => ({ conversation: { conversationId: current().id } });
  const follow = (seen: ConversationRow) => {
    row = seen;
  };
  const change = async (run: Run, by: Caller, signal: ConversationSignal, until: Date | null = null) =>
    follow((await run(changeStatus, by, { ...ref(), signal, until })).result);

  const isWith = (status: ConversationRow["status"]) => current().status === status;
  /** Marks the customer's last message as seen. */
  const see = async (run: Run, by: Caller) => {
    const { unreadCount, lastNumber } = current();
    if (unreadCount > 0) follow((await run(markSeen, by, { ...ref(), number: lastNumber })).result);
  };
  return { ref, follow, change, isWith, see };
}

/** An agent's reply: reopens the conversation, assigns it if it has no assignee, marks it as seen, and sends. */
async function answer(tx: Tx, input: SendMessage): Promise<SentMessage> {
  const { conversation } = input;
  const before = await lockConversation(tx, conversation);
  if (!before) throw new Error("the conversation does not exist");
  if (before.status === "pending" || before.status === "resolved")
    await changeStatus(tx, { conversation, signal: "reopen" });
  if (before.assigneeId === null)
    await assignConversation(tx, { conversation, assigneeId: tx.caller.userId });
  if (before.unreadCount > 0) await markSeen(tx, { conversation, number: before.lastNumber });
  return sendMessage(tx, input);
}

type Work = (run: Run, at: Date) => Promise<unknown>;

/** The steps of one conversation, with times relative to its beginning. */
type Script = {
  /** Lets time pass. */
  wait(minMinutes: number, maxMinutes: number): void;
  /**
   * Adds a step now, or `afterMs` later without advancing time: receipts arrive while people do other things. `mayBegin`:
   * it may begin another conversation, as the first step does. `isAlone`: no other step runs meanwhile.
   */
  add(work: Work, options?: { afterMs?: number; mayBegin?: boolean; isAlone?: boolean }): void;
  /** The steps, with the last step of people at `endsAt`; steps after `now` are left out. */
  place(endsAt: number, now: number): Step[];
};

/** The lane of steps that begin conversations, so that display ids rise with time. */
const BEGIN = "begin";

function createScript(random: Random, lane: string): Script {
  const acts: { at: number; work: Work; lanes: string[] }[] = [];
  let clock = 0;
  return {
    wait: (min, max) => {
      clock += random.between(min * 60, max * 60) * 1000;
    },
    add: (work, { afterMs = 0, mayBegin = acts.length === 0, isAlone = false } = {}) => {
      const lanes = [lane, ...(mayBegin ? [BEGIN] : []), ...(isAlone ? [ALONE] : [])];
      acts.push({ at: clock + afterMs, work, lanes });
    },
    place: (endsAt, now) =>
      acts
        .map(({ at, work, lanes }): Step => {
          const time = new Date(endsAt - clock + at);
          return { at: time, lanes, work: async (run) => void (await work(run, time)) };
        })
        .filter((step) => step.at.getTime() <= now),
  };
}
