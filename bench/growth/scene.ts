import { createPlace, LABEL, type Place, program } from "@/bench/growth/account";
import type { BenchPostgres } from "@/bench/lib/postgres";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { createMember } from "@/server/commands/members/members";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import { claimDeliveries } from "@/server/store/webhooks/claim-deliveries";
import { fanOutDeliveries } from "@/server/store/webhooks/fan-out-deliveries";
import { settleDeliveries } from "@/server/store/webhooks/settle-deliveries";
import { ada } from "./account";
import { readRows } from "./deliveries";
import { BEGIN_MS, idOf, KINDS, marksOf, SCENE_DAY_MS, type Scene, textMark } from "./marks";

/** Messages of customers and agents in a scene: five in each of its two conversations. */
export const SCENE_MESSAGES = 10;
const STEP_MS = 11 * 60_000;

/** How the second conversation of a contact is at the end, and how many of twenty contacts have it so. */
export const ENDINGS = [
  { ending: "resolved", weight: 16 },
  { ending: "open", weight: 1 },
  { ending: "unassigned", weight: 2 },
  { ending: "snoozed", weight: 1 },
] as const;
type Ending = (typeof ENDINGS)[number]["ending"];

/**
 * Plays one contact with two conversations for each ending, by the product's commands, relay and webhooks, in a database of
 * its own; returns all rows that they left, in which ids, times and texts are marks.
 */
export async function playScenes(postgres: BenchPostgres): Promise<Scene[]> {
  const { place } = await createPlace(postgres, "growth_scene");
  const { database, run } = place;
  try {
    await setNext(place, "inbox", KINDS.inbox * 10 ** 11);
    await setNext(place, "app_user", KINDS.agent * 10 ** 11);
    await run(createInbox, ada, {
      name: "Scene",
      channel: "api",
      policy: { onMessageAfterResolve: "newConversation" },
    });
    const person = { name: "Agent", email: "scene@example.test", passwordHash: "unusable" };
    await run(createMember, ada, { ...person, role: "administrator", inboxIds: [] });
    await place.relay();
    await deliver(place);
    const scenes: Scene[] = [];
    for (const [nth, { ending }] of ENDINGS.entries()) {
      await play(place, nth, ending);
      scenes.push(await readRows(database, nth));
    }
    return scenes;
  } finally {
    await database.close();
  }
}

async function play(place: Place, nth: number, ending: Ending): Promise<void> {
  const { database } = place;
  for (const table of ["contact", "contact_inbox", "conversation", "message", "delivery"] as const)
    await setNext(place, table, idOf(KINDS[table], nth, 0));
  await database.query("update account_head set last_seq = $1", [idOf(KINDS.seq, nth, 0)]);
  await database.query("update endpoint_progress set last_seq = $1", [idOf(KINDS.seq, nth, 0)]);
  await database.query("update account_counter set last_display_id = $1", [idOf(KINDS.display, nth, 0)]);
  place.clock.now = new Date(BEGIN_MS + nth * SCENE_DAY_MS);
  const first = await talk(place, { nth, from: 1, fails: false });
  await step(place, () => place.run(changeStatus, agent, { conversation: first, signal: "resolve" }));
  const second = await talk(place, { nth, from: 1 + SCENE_MESSAGES / 2, fails: ending === "unassigned" });
  if (ending === "unassigned")
    await step(place, () => place.run(assignConversation, agent, { conversation: second, assigneeId: null }));
  if (ending === "resolved" || ending === "snoozed") {
    const signal = ending === "resolved" ? ("resolve" as const) : ("snooze" as const);
    await step(place, () => place.run(changeStatus, agent, { conversation: second, signal, until: null }));
  }
}

type Talk = { nth: number; from: number; fails: boolean };

/** Five messages: the customer and the agent in turn, what leaves with its reports. Messages are numbered from `from`. */
async function talk(place: Place, { nth, from, fails }: Talk): Promise<{ conversationId: number }> {
  const { name, mail, source } = marksOf(nth);
  const write = (at: number) =>
    step(place, () =>
      place.run(receiveFrom, program, {
        inboxId: idOf(KINDS.inbox, 0, 0),
        from: { sourceId: source, name, email: mail },
        content: textMark(from + at),
      }),
    );
  const { conversation } = (await write(0)).result;
  const at = { conversationId: conversation.id };
  await step(place, () => place.run(assignConversation, agent, { conversation: at, assigneeId: AGENT_ID }));
  await step(place, () => place.run(labelConversation, agent, { conversation: at, add: [LABEL] }));
  await step(place, () => place.run(markSeen, agent, { conversation: at, number: 1 }));
  await reply(place, { at, nth: from + 1, reports: ["sent", "delivered", "read"] });
  await write(2);
  await reply(place, { at, nth: from + 3, reports: fails ? ["failed"] : ["sent", "delivered"] });
  await write(4);
  return at;
}

type Reply = { at: { conversationId: number }; nth: number; reports: readonly ReceiptSignal[] };

async function reply(place: Place, { at, nth, reports }: Reply): Promise<void> {
  const { result } = await step(place, () =>
    place.run(sendMessage, agent, { conversation: at, content: textMark(nth) }),
  );
  for (const signal of reports) {
    const error = signal === "failed" ? "131026 Message undeliverable" : null;
    const receipt = { messageId: result.message.id, signal, error };
    await step(place, () => place.run(recordReceipts, program, { receipts: [receipt] }));
  }
}

const AGENT_ID = idOf(KINDS.agent, 0, 0);
const agent: Caller = {
  ...ada,
  actor: { type: "user", id: AGENT_ID, name: "Agent" },
  userId: AGENT_ID,
};

/** A change some minutes after the one before, with its events in the log and delivered. */
async function step<R>(place: Place, change: () => Promise<R>): Promise<R> {
  place.clock.now = new Date(place.clock.now.getTime() + STEP_MS);
  const result = await change();
  await place.relay();
  await deliver(place);
  return result;
}

/** Delivers every event to the endpoint, which accepts it. */
async function deliver({ database, clock: { now } }: Place): Promise<void> {
  const batch = { now, inFlight: new Map(), room: 100 };
  for (;;) {
    const { considered, claimed } = await fanOutDeliveries(database, batch);
    const all = [...claimed, ...(await claimDeliveries(database, batch))];
    const settled = all.map(({ accountId, id, endpointId, leaseUntil }) => ({
      accountId,
      deliveryId: id,
      endpointId,
      leaseUntil,
      next: { state: "delivered" as const },
      made: {
        number: 1,
        at: now,
        durationMs: 42,
        address: "192.0.2.1",
        status: 204,
        fault: null,
        message: null,
        excerpt: null,
        pauseMs: null,
      },
    }));
    if (settled.length > 0) await settleDeliveries(database, { settled, now });
    if (considered === 0 && all.length === 0) return;
  }
}

/** The next row of a table gets this id. */
const setNext = ({ database }: Place, table: string, id: number): Promise<unknown> =>
  database.query("select setval(pg_get_serial_sequence($1, 'id'), $2, false)", [table, id]);
