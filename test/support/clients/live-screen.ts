import { randomUUID } from "node:crypto";
import { createMember } from "@/server/commands/members/members";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { createTeam } from "@/server/commands/organising/teams";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import type { Counters } from "@/server/contract/conversation/counters";
import { isInView, type ViewFilter } from "@/server/contract/conversation/view";
import type { Event } from "@/server/contract/event/event";
import { emptySnapshot, mergeConversation, reduce } from "@/server/contract/event/reduce";
import type { Frame, ListedRow } from "@/server/contract/live/frame";
import { NO_TOPICS, type Topics } from "@/server/contract/live/topics";
import type { Hub } from "@/server/live/hub/hub";
import { readAsOf } from "@/server/queries/_shared/page";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import { listMessages } from "@/server/queries/messages/list-messages";
import type { Database } from "@/server/store/_postgres/db";
import { createScene, createTenant, type World } from "@/test/support/scenes/world";
import { cookieOf, openHubServer, openStream, type Stream, type TestServer } from "./live-stream";

type Rows = Map<number, ListedRow>;
type List = { view: ViewFilter; rows: Rows };
type Thread = { displayId: number; messages: Map<number, MessageDto> };

/** A browser's state: lists and an open conversation, read once and then kept up to date by frames alone. */
export type Screen = {
  /** Shows other topics as a browser does: requests the topics first, then reads the rows. */
  show(topics: Topics): Promise<void>;
  /** Applies the frames received. */
  pump(): Promise<void>;
  /** Breaks the connection and opens it again. */
  reconnect(): Promise<void>;
  cursor(): string;
  state(): { lists: ListedRow[][]; thread: MessageDto[]; counters: Counters | null };
  topics(): Topics;
  /** Number of resets received. */
  resets(): number;
  /** The frames applied. */
  frames(): readonly Frame[];
};

export type ScreenOptions = {
  database: Database;
  server: TestServer & { hub: Hub };
  cookie: string;
  /** The caller with current rights. */
  caller: () => Promise<Caller>;
};

export async function openScreen({ database, server, cookie, caller }: ScreenOptions): Promise<Screen> {
  const connectionId = randomUUID();
  const seen: Frame[] = [];
  let [topics, revision, resets, read] = [NO_TOPICS, 0, 0, 0];
  let lists: List[] = [];
  let thread: Thread | null = null;
  let counters: Counters | null = null;
  let stream: Stream;
  let cursor = "";

  async function connect(): Promise<void> {
    const headers = cursor === "" ? {} : { "last-event-id": cursor };
    stream = await openStream(server, { cookie, input: { connectionId }, headers });
    read = 0;
    await stream.until(() => stream.messages.length > 0 && (cursor !== "" || stream.frames().length > 0));
    cursor ||= stream.lastEventId() ?? "";
  }

  async function requestTopics(): Promise<void> {
    const { accountId, userId } = await caller();
    revision += 1;
    const request = { connectionId, topics, after: cursor, revision };
    await stream.until(() => server.hub.change({ accountId, userId }, request));
  }

  const readList = async (view: ViewFilter): Promise<List> => {
    const { data } = await listConversations(database, await caller(), { ...view, limit: 200 });
    return { view, rows: new Map(data.map((row) => [row.conversation.id, row])) };
  };
  const readThread = async (displayId: number): Promise<Thread> => {
    const input = { conversation: { displayId }, before: null, limit: 200 };
    const page = await listMessages(database, await caller(), input).catch(() => ({ data: [] })); // it may be purged
    return { displayId, messages: new Map(page.data.map((message) => [message.id, message])) };
  };
  async function readAll(): Promise<void> {
    lists = await Promise.all(topics.views.map(readList));
    const [displayId] = topics.conversations;
    thread = displayId === undefined ? null : await readThread(displayId);
  }

  async function apply(frame: Frame): Promise<void> {
    const { userId } = await caller();
    cursor = frame.cursor;
    if (frame.reset) {
      resets += 1;
      await readAll();
    }
    for (const { rows } of lists)
      for (const [id, { conversation }] of rows)
        if (frame.gone?.inboxIds.includes(conversation.inboxId)) rows.delete(id);
    if (frame.gone && thread) thread = await readThread(thread.displayId); // it may be hidden, or visible again
    for (const event of frame.events) {
      const changed = reduce(emptySnapshot, event);
      const contacts = Object.values(changed.contact);
      for (const conversation of Object.values(changed.conversation)) {
        const contact = contacts.find(({ id }) => id === conversation.contactId);
        if (contact) for (const list of lists) put(list, { conversation, contact }, userId);
        if (conversation.displayId !== thread?.displayId) continue;
        for (const message of Object.values(changed.message))
          if ((thread.messages.get(message.id)?.version ?? 0) < message.version)
            thread.messages.set(message.id, message);
      }
      for (const contact of contacts)
        for (const { rows } of lists)
          for (const [id, row] of rows)
            if (row.contact.id === contact.id && row.contact.version < contact.version)
              rows.set(id, { ...row, contact });
    }
    const isMoved = frame.events.some(
      (event) => event.type === "conversation.moved" && reduceOne(event)?.displayId === thread?.displayId,
    );
    if (isMoved && thread) thread = await readThread(thread.displayId); // it may be hidden or visible now
    for (const row of frame.rows?.enter ?? []) for (const list of lists) put(list, row, userId);
    for (const id of frame.rows?.leave ?? []) for (const { rows } of lists) rows.delete(id);
    if (frame.counters) counters = frame.counters;
  }

  await connect();
  return {
    async show(next) {
      topics = next;
      await requestTopics();
      await readAll();
    },
    async pump() {
      for (const frame of stream.frames().slice(read)) {
        read += 1;
        seen.push(frame);
        await apply(frame);
      }
    },
    async reconnect() {
      stream.close();
      await connect();
      await requestTopics();
    },
    cursor: () => cursor,
    state: () => ({
      lists: lists.map(({ rows }) => [...rows.values()].sort(byActivity)),
      thread: [...(thread?.messages.values() ?? [])].sort((a, b) => a.number - b.number),
      counters: topics.counters ? counters : null,
    }),
    topics: () => topics,
    resets: () => resets,
    frames: () => seen,
  };
}

const reduceOne = (event: Event): ConversationDto | undefined =>
  Object.values(reduce(emptySnapshot, event).conversation)[0];

function put({ view, rows }: List, seen: ListedRow, userId: number | null): void {
  const { id } = seen.conversation;
  const known = rows.get(id);
  const row = {
    conversation: mergeConversation(known?.conversation, seen.conversation),
    contact: known && known.contact.version > seen.contact.version ? known.contact : seen.contact,
  };
  if (isInView(row.conversation, view, userId)) rows.set(id, row);
  else rows.delete(id);
}

const byActivity = (a: ListedRow, b: ListedRow): number =>
  b.conversation.lastActivityAt.localeCompare(a.conversation.lastActivityAt) ||
  b.conversation.id - a.conversation.id;

type Scene = Awaited<ReturnType<typeof createScene>>;

/** An account with two inboxes, a conversation in each, an agent of the first, and a hub. */
export async function createLiveAccount(world: World, { pingMs = 50 }: { pingMs?: number } = {}) {
  const tenant = await createTenant(world);
  const first = await createScene(world, tenant);
  const second = await createScene(world, tenant);
  const { result: agent } = await world.run(createMember, tenant.admin, {
    name: "Bo",
    email: `bo-${tenant.accountId}@example.test`,
    role: "agent",
    inboxIds: [first.inbox.id],
    passwordHash: "unusable",
  });
  const { result: team } = await world.run(createTeam, tenant.admin, { name: "Returns", memberIds: [] });
  await world.relay();
  const server = await openHubServer(world, { pingMs });
  /** Stamps what was committed and publishes it to the hub, as the relay does. */
  const stamp = async () => server.hub.publish(await world.relay());
  return {
    tenant,
    first,
    second,
    agent,
    team,
    server,
    stamp,
    /** A customer writes: one event. */
    async write({ conversation }: Scene, content = "hi") {
      const ref = { conversation: { conversationId: conversation.id } };
      await world.run(receiveMessage, tenant.admin, { ...ref, content });
      await stamp();
    },
    head: () => readAsOf(world.database, tenant.accountId),
    adminCookie: cookieOf(tenant.admin.userId ?? 0),
    agentCookie: cookieOf(agent.id),
  };
}

export const seqOf = (cursor: string): number => Number(cursor.split(":")[1]);

/** Repeats the account's last event in the log, as if its resource had changed often. */
export async function growLog({ database }: World, accountId: number, count: number): Promise<void> {
  await database.transaction(async (db) => {
    await db.query(
      `insert into event select e.account_id, e.seq + i, gen_random_uuid(), e.type, e.operation_id, e.resource_type,
              e.resource_id, e.resource_version + i, e.conversation_id, e.inbox_id, e.audience, e.occurred_at,
              e.stamped_at, e.hash, e.body
         from event e, generate_series(1, $2::int) i
        where e.account_id = $1 and e.seq = (select last_seq from account_head where account_id = $1)`,
      [accountId, count],
    );
    await db.query(`update account_head set last_seq = last_seq + $2 where account_id = $1`, [
      accountId,
      count,
    ]);
  });
}
