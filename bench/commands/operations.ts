import { PER_CONVERSATION } from "@/bench/ticks/data";
import {
  BARE_ASSIGN,
  BARE_CONVERSATION,
  BARE_LIST,
  BARE_NEW,
  BARE_NOTE,
  BARE_RECEIVED,
  BARE_REPLY,
  BARE_STATUS,
  BARE_THREAD,
  COLUMNS,
} from "./bare-statements";
import { GROUP_OPERATIONS } from "./groups";
import type { Operation, OperationRequest } from "./operation";

export type OperationName = keyof typeof OPERATIONS;

/** How many messages the conversations have that threads are read of. */
export const LONG_THREADS = 200;
const LONG = 50;
/** How many messages are searched for, each by a number. */
const FOUND = 2_000;
const TEXT = "We have found your parcel; it arrives tomorrow before noon.";

/** A prime that steps through the conversations in a seemingly random order. */
const STEP = 7_919;
const conversationOf = (n: number, of: number) => ((n * STEP) % (of / PER_CONVERSATION)) + 1;
/** One of the half that is resolved over `/v1`, or of the half that screens resolve. */
const halfOf = (n: number, of: number, half: 0 | 1): number =>
  ((n * STEP) % (of / PER_CONVERSATION / 2)) + 1 + half * (of / PER_CONVERSATION / 2);

const write = (path: string, body: object, values: OperationRequest["values"]): OperationRequest => ({
  method: "POST",
  path,
  body,
  values,
});
const read = (path: string, values: OperationRequest["values"]): OperationRequest => ({
  method: "GET",
  path,
  values,
});

const procedure = (name: string, input: object, values: OperationRequest["values"]): OperationRequest => ({
  method: "GET",
  path: `/api/trpc/${name}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`,
  values,
});

const threadOf = (n: number): number => (n % LONG_THREADS) + 1;

/** What is measured. No two requests in flight change the same conversation, and none resolves one twice. */
export const OPERATIONS = {
  reply: {
    door: "api",
    statement: BARE_REPLY,
    messages: 1,
    request: (n, of) =>
      write(`/v1/conversations/${conversationOf(n, of)}/messages`, { content: TEXT }, [
        conversationOf(n, of),
        TEXT,
      ]),
  },
  "known-customer": {
    door: "api",
    statement: BARE_RECEIVED,
    messages: 1,
    request: (n, of) =>
      write(`/v1/conversations/${conversationOf(n, of)}/messages`, { content: TEXT, direction: "in" }, [
        conversationOf(n, of),
        TEXT,
      ]),
  },
  "new-customer": {
    door: "api",
    statement: BARE_NEW,
    messages: 1,
    request: (n) =>
      write("/v1/inboxes/1/messages", { from: { sourceId: `new-${n}`, name: "Customer" }, content: TEXT }, [
        `new-${n}`,
        TEXT,
      ]),
  },
  note: {
    door: "api",
    statement: BARE_NOTE,
    messages: 1,
    request: (n, of) =>
      write(`/v1/conversations/${conversationOf(n, of)}/messages`, { content: TEXT, private: true }, [
        conversationOf(n, of),
        TEXT,
      ]),
  },
  assign: {
    door: "api",
    statement: BARE_ASSIGN,
    messages: 0,
    request: (n, of) =>
      write(`/v1/conversations/${conversationOf(n, of)}/assign`, { assigneeId: 1 }, [
        conversationOf(n, of),
        1,
      ]),
  },
  "screen-reply": {
    door: "procedure",
    statement: BARE_REPLY,
    messages: 1,
    request: (n, of) =>
      write(
        "/api/trpc/messages.send",
        { json: { displayId: conversationOf(n, of), content: TEXT, clientId: `screen-${n}` } },
        [conversationOf(n, of), TEXT],
      ),
  },
  ...GROUP_OPERATIONS,
  status: {
    door: "api",
    statement: BARE_STATUS,
    messages: 1,
    request: (n, of) =>
      write(`/v1/conversations/${halfOf(n, of, 0)}/status`, { signal: "resolve" }, [
        halfOf(n, of, 0),
        "resolved",
      ]),
  },
  "screen-resolve": {
    door: "action",
    action: "changeStatus",
    statement: BARE_STATUS,
    messages: 1,
    request: (n, of) =>
      write("/actions", [{ displayId: halfOf(n, of, 1), signal: "resolve" }], [halfOf(n, of, 1), "resolved"]),
  },
  list: {
    door: "api",
    statement: BARE_LIST,
    messages: 0,
    request: () => read("/v1/conversations?status=open&limit=50", ["open"]),
  },
  thread: {
    door: "api",
    statement: BARE_THREAD,
    messages: 0,
    request: (n) => read(`/v1/conversations/${threadOf(n)}/messages?limit=${LONG}`, [threadOf(n)]),
  },
  conversation: {
    door: "api",
    statement: BARE_CONVERSATION,
    messages: 0,
    request: (n, of) => read(`/v1/conversations/${conversationOf(n, of)}`, [conversationOf(n, of)]),
  },
  "screen-list": {
    door: "procedure",
    statement: BARE_LIST,
    messages: 0,
    request: () => procedure("conversations.list", { status: "open", limit: LONG }, ["open"]),
  },
  "screen-thread": {
    door: "procedure",
    statement: BARE_THREAD,
    messages: 0,
    request: (n) => procedure("messages.list", { displayId: threadOf(n), limit: LONG }, [threadOf(n)]),
  },
  search: {
    door: "api",
    statement: null,
    messages: 0,
    request: (n) => read(`/v1/search?kind=message&limit=20&q=order+${(n % FOUND) + 1}`, []),
  },
} satisfies Record<string, Operation>;

/** More messages in the conversations that threads are read of. */
export const LONG_DATA = `
  insert into message ${COLUMNS}
  select 1, (select max(id) from message) + (c - 1) * ${LONG} + n, c, 1, ${PER_CONVERSATION} + n, 'message', 'out', '${TEXT}', 'user', 1,
         'Administrator', 'pending', 1, now(), now()
    from generate_series(1, ${LONG_THREADS}) c, generate_series(1, ${LONG}) n;
  update conversation set last_number = ${PER_CONVERSATION} + ${LONG} where account_id = 1 and id <= ${LONG_THREADS};
  select setval(pg_get_serial_sequence('message', 'id'), (select max(id) from message));
  analyze message`;

/** Messages with a number each, which the product takes into its search. */
export const FOUND_DATA = `
  update message set content = 'Where is order ' || id || '?' where account_id = 1 and id <= ${FOUND};
  insert into search_due (account_id, kind, subject_id)
  select 1, 'message', id from message where account_id = 1 and id <= ${FOUND} on conflict do nothing`;

/** The baseline draws its numbers of conversations from it. */
export const BARE_DISPLAY_ID = "create sequence bare_display_id start 10000000";
