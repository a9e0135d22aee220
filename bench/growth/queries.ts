import { callerOf } from "@/bench/list/fill";
import { openScreens, type Screens } from "@/bench/list/scenarios";
import { signOf, wordOf } from "@/bench/search/fill-words";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { formatCursor, formatPosition } from "@/server/contract/event/cursor";
import { listContacts } from "@/server/queries/contacts/list-contacts";
import { listEvents } from "@/server/queries/events/list-events";
import { getHealth } from "@/server/queries/health/health";
import { listUndelivered } from "@/server/queries/messages/list-undelivered";
import { search } from "@/server/queries/search/search";
import { listDeliveries } from "@/server/queries/webhooks/list-deliveries";
import { forAccount } from "@/server/store/_postgres/for-account";
import { claimDeliveries } from "@/server/store/webhooks/claim-deliveries";
import { ada, LABEL, type Place, program } from "./account";
import { numberOf } from "./copies";

/** One query of the product, and how many rows each of its answers must have; null = as many as there are. */
export type Query = { name: string; rows: number | null; ask(n: number): Promise<number | null> };

const PAGE = 50;
const EVENTS = 100;
/** Deliveries that wait while one more is claimed. */
const WAITING = 1_000;

/** What the queries ask about: how many rows there are. */
type Facts = Record<"conversations" | "open" | "unassigned" | "contacts" | "oldest" | "last", number> & {
  epoch: string;
};

/** The queries of a database, in the same order for all. */
export async function prepareQueries(place: Place): Promise<Query[]> {
  const [facts] = await place.database.query<Facts>(
    `select (select max(display_id) from conversation) as conversations, (select max(id) from contact) as contacts,
            (select sum(count) from conversation_total where status = 'open')::bigint as open,
            (select sum(unassigned) from conversation_total)::bigint as unassigned,
            oldest_seq as oldest, last_seq as last, epoch from account_head`,
  );
  if (!facts) throw new Error("the account has no log");
  await place.database.query(
    `update delivery set state = 'waiting', due_at = now() where id > (select max(id) from delivery) - ${WAITING}`,
  );
  return [
    ...(await listQueries(place, facts)),
    ...threadQueries(place, facts),
    ...searchQueries(place, facts),
    ...logQueries(place, facts),
    ...changes(place, facts),
  ];
}

/** An n-th of all, far from the one before. */
const nth = (n: number, of: number): number => 1 + ((n * 7_919 + 13) % of);

type Filter = Omit<Parameters<Screens["conversations"]["list"]>[0], "limit">;

async function listQueries(
  { database }: Place,
  { conversations, open, unassigned }: Facts,
): Promise<Query[]> {
  const [administrator, agent] = [openScreens(database), openScreens(database, [1, 2])];
  const pageOf = (name: string, filter: Filter, { rows = PAGE, screens = administrator } = {}): Query => ({
    name: `list-${name}`,
    rows: Math.min(PAGE, rows),
    ask: async () => (await screens.conversations.list({ ...filter, limit: PAGE })).data.length,
  });
  const [deep] = await database.query<{ at: Date; id: number }>(
    `select last_activity_at as at, id from conversation where account_id = 1 and lifecycle = 'live' and status = 'resolved'
      order by last_activity_at desc, id desc offset ${Math.floor(conversations / 2)} limit 1`,
  );
  if (!deep) throw new Error("no conversation is resolved");
  return [
    pageOf("open", { status: "open" }, { rows: open }),
    pageOf("resolved", { status: "resolved" }),
    pageOf("resolved-deep", { status: "resolved", cursor: formatPosition([deep.at.toISOString(), deep.id]) }),
    pageOf("any-status", {}),
    pageOf("one-inbox", { status: "resolved", inboxId: 101 }),
    pageOf("mine", { assignee: "me" }),
    pageOf("unassigned", { assignee: "unassigned" }, { rows: unassigned }),
    pageOf("label", { label: LABEL }),
    pageOf("of-two-inboxes", { status: "resolved" }, { screens: agent }),
    { name: "counts", rows: null, ask: async () => (await administrator.conversations.counts()) && null },
  ];
}

function threadQueries({ database }: Place, { conversations }: Facts): Query[] {
  const screens = openScreens(database);
  const recent = Math.min(100, conversations);
  const read = (displayId: number) => screens.messages.list({ displayId, limit: PAGE });
  return [
    {
      name: "thread-recent",
      rows: null,
      ask: async (n) => (await read(conversations - nth(n, recent) + 1)) && null,
    },
    { name: "thread-old", rows: null, ask: async (n) => (await read(nth(n, conversations))) && null },
    {
      name: "conversation",
      rows: null,
      ask: async (n) => (await screens.conversations.get({ displayId: nth(n, conversations) })) && null,
    },
  ];
}

function searchQueries({ database }: Place, { contacts }: Facts): Query[] {
  const scoped = forAccount(database, 1);
  const messages = (name: string, rows: number | null, query: (n: number) => string): Query => ({
    name: `search-${name}`,
    rows,
    ask: async (n) => {
      const { messages } = await search(scoped, callerOf(1), {
        query: query(n),
        kind: "message",
        limit: PAGE,
      });
      return rows === null ? null : messages.length;
    },
  });
  return [
    messages("number", 1, (n) => numberOf(nth(n, contacts) - 1, 1 + (n % 10))),
    messages("common", null, (n) => wordOf(n % 50)),
    messages("two-words", null, (n) => `${wordOf(n % 40)} ${wordOf(300 + 7 * n)}`),
    messages("seldom", null, (n) => wordOf(8_000 + 3 * n)),
    messages("chinese", null, (n) => signOf(n % 60) + signOf((3 * n) % 80)),
    messages("absent", 0, (n) => `zzyzx${n}`),
    {
      name: "contacts-by-mail",
      rows: 1,
      ask: async (n) => (await contactsOf(`c${nth(n, contacts) - 1}@`)).length,
    },
    { name: "contacts-by-name", rows: null, ask: async (n) => (await contactsOf(wordOf(3 * n))) && null },
    { name: "contacts", rows: Math.min(PAGE, contacts), ask: async () => (await contactsOf(null)).length },
  ];
  async function contactsOf(query: string | null) {
    const { data } = await listContacts(scoped, callerOf(1), { query, limit: PAGE });
    return query?.endsWith("@") ? data.filter(({ email }) => email?.startsWith(query)) : data;
  }
}

function logQueries({ database }: Place, { oldest, last, epoch, conversations }: Facts): Query[] {
  const scoped = forAccount(database, 1);
  const events = (name: string, after: (n: number) => number, filter = {}): Query => ({
    name: `events-${name}`,
    rows: "types" in filter ? null : EVENTS,
    ask: async (n) => {
      const cursor = formatCursor({ epoch, seq: after(n) });
      const { data } = await listEvents(scoped, callerOf(1), { after: cursor, limit: EVENTS, ...filter });
      return "types" in filter ? null : data.length;
    },
  });
  const health = (period: "day" | "week" | "month"): Query => ({
    name: `health-${period}`,
    rows: null,
    ask: async () =>
      (await getHealth(scoped, callerOf(1), {
        period,
        inboxId: null,
        overdueHours: null,
        now: new Date(),
      })) && null,
  });
  return [
    events("oldest", () => oldest - 1),
    events("newest", () => last - EVENTS),
    events("anywhere", (n) => oldest + (nth(n, 1_000_000_007) % (last - oldest - EVENTS))),
    events("one-type", () => oldest - 1, { types: ["contact.created"] }),
    {
      name: "events-of-conversation",
      rows: null,
      ask: async (n) => {
        const conversationId = conversations - nth(n, Math.min(1_000, conversations)) + 1;
        const input = { after: null, limit: EVENTS, conversationId };
        return (await listEvents(scoped, callerOf(1), input)) && null;
      },
    },
    {
      name: "deliveries",
      rows: PAGE,
      ask: async () =>
        (await listDeliveries(scoped, callerOf(1), { endpointId: 1, limit: PAGE })).data.length,
    },
    {
      name: "deliveries-claim",
      rows: 1,
      ask: async () =>
        (await claimDeliveries(database, { now: new Date(), inFlight: new Map(), room: 1 })).length,
    },
    {
      name: "undelivered",
      rows: null,
      ask: async () =>
        (await listUndelivered(scoped, callerOf(1), { trouble: "failed", limit: PAGE })) && null,
    },
    health("day"),
    health("week"),
    health("month"),
  ];
}

/** What members, customers and programs change, each in its transaction with its events. */
function changes({ run, database, clock }: Place, { conversations }: Facts): Query[] {
  const any = (n: number) => ({ displayId: nth(n, conversations) });
  const change = (name: string, work: (n: number) => Promise<unknown>): Query => ({
    name,
    rows: null,
    ask: async (n) => {
      clock.now = new Date();
      await work(n);
      return null;
    },
  });
  return [
    change("reply", (n) =>
      run(sendMessage, ada, { conversation: any(n), content: "We are looking into it." }),
    ),
    change("customer-message", (n) =>
      run(receiveMessage, program, { conversation: any(n), content: "Thank you!" }),
    ),
    change("receipt", async (n) => {
      const [row] = await database.query<{ id: number }>(
        `select id from message where account_id = 1 and direction = 'out' and id >= $1 order by id limit 1`,
        [nth(n, conversations) * 5],
      );
      await run(recordReceipts, program, { receipts: [{ messageId: row?.id ?? null, signal: "read" }] });
    }),
  ];
}
