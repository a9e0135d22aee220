import type { Audience } from "@/server/contract/_shared/caller";
import type { Event, EventType } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { hashOf } from "@/server/store/events/outbox";

type HourDigest = { hour: Date; type: string; count: number; hash: string };

/**
 * Events with a seq in `[from, to)`, by type and the hour in which they were stamped: their number, and the SHA-256 of the
 * lines `seq id type hash`, in order of seq, each with its line feed. Index: event_pkey.
 */
export const digestEvents = (
  db: Db,
  { accountId, from, to }: { accountId: number; from: number; to: number },
): Promise<HourDigest[]> =>
  db.query(
    `select date_trunc('hour', stamped_at, 'UTC') as hour, type, count(*)::int as count,
            encode(sha256(convert_to(string_agg(
              seq || ' ' || id || ' ' || type || ' ' || hash || e'\\n', '' order by seq), 'UTF8')), 'hex') as hash
       from event where account_id = $1 and seq >= $2 and seq < $3 group by 1, 2 order by 1, 2`,
    [accountId, from, to],
  );

/** When the first event with this seq or a later one was stamped; null if there is none. Index: event_pkey. */
export async function stampedAtOf(db: Db, accountId: number, seq: number): Promise<Date | null> {
  const [row] = await db.query<{ stampedAt: Date }>(
    `select stamped_at as "stampedAt" from event where account_id = $1 and seq >= $2 order by seq limit 1`,
    [accountId, seq],
  );
  return row?.stampedAt ?? null;
}

export type Head = { epoch: string; lastSeq: number; oldestSeq: number };

/** The first and last seq of an account's log, and its epoch. */
export async function readHead(db: Db, accountId: number): Promise<Head | null> {
  const [row] = await db.query<Head>(HEAD, [accountId]);
  return row ?? null;
}

const HEAD = statement(
  `select epoch, last_seq as "lastSeq", oldest_seq as "oldestSeq" from account_head where account_id = $1`,
);

/** The heads of several accounts in one statement; an unknown account is left out. */
export const readHeads = (db: Db, accountIds: readonly number[]): Promise<(Head & { accountId: number })[]> =>
  db.query(
    `select account_id as "accountId", epoch, last_seq as "lastSeq", oldest_seq as "oldestSeq"
       from account_head where account_id = any($1::bigint[])`,
    [accountIds],
  );

/** A row of the log. */
export type LogRow = {
  accountId: number;
  seq: number;
  occurredAt: Date;
  stampedAt: Date;
  inboxId: number | null;
  /** Of `conversation.moved`: the inbox that it left. */
  leftInboxId: number | null;
  audience: Audience | null;
  conversationId: number | null;
  type: Event["type"];
  /** The event's JSON as committed: without `seq` and `stampedAt`. */
  text: string;
  /** The same, parsed at the first access: most rows are only counted or forwarded as text. */
  readonly body: Omit<Event, "seq" | "stampedAt">;
};

/** The inbox that an event's conversation left, also in a redacted event. Reads the body of this type only. */
export const LEFT_INBOX = `case when type = 'conversation.moved' then (body #>> '{data,activity,activity,inbox,from}')::bigint end`;

/** `text`: the SQL of the body's text. */
export const logColumns = (
  text: string,
): string => `account_id as "accountId", seq, occurred_at as "occurredAt",
  stamped_at as "stampedAt", inbox_id as "inboxId", ${LEFT_INBOX} as "leftInboxId", audience, conversation_id as "conversationId", type, ${text} as text`;

/** A row with the columns of `logColumns`. */
export type FoundRow = Omit<LogRow, "body">;

/** A stamped event without its body. */
export type Stamped = Pick<LogRow, "accountId" | "seq" | "occurredAt" | "stampedAt" | "type">;

export function toLogRow(found: FoundRow): LogRow {
  let body: LogRow["body"] | undefined;
  return {
    ...found,
    get body() {
      body ??= JSON.parse(found.text) as LogRow["body"]; // what `appendOutbox` wrote
      return body;
    },
  };
}

export const toEvent = ({ body, seq, stampedAt }: LogRow): Event =>
  ({ ...body, seq, stampedAt: stampedAt.toISOString() }) as Event;

/** The JSON of `toEvent`, without parsing. */
export const eventText = ({ text, seq, stampedAt }: Pick<LogRow, "text" | "seq" | "stampedAt">): string =>
  `${text.slice(0, -1)},"seq":${seq},"stampedAt":"${stampedAt.toISOString()}"}`;

/** The log after `after`, in order; at most `limit` rows. */
export async function readLog(
  db: Db,
  accountId: number,
  { after, limit }: { after: number; limit: number },
): Promise<LogRow[]> {
  const rows = await db.query<FoundRow>(READ, [accountId, after, limit]);
  return rows.map(toLogRow);
}

/** Selects events of the log. */
export type LogFilter = { types?: readonly Event["type"][]; conversationId?: number };

/** The events after `after` and up to `upTo` that match the filter, in order; at most `limit` rows. */
export async function readLogPart(
  db: Db,
  accountId: number,
  { after, upTo, limit, types, conversationId }: LogFilter & { after: number; upTo: number; limit: number },
): Promise<LogRow[]> {
  const values: unknown[] = [accountId, after, upTo, limit];
  const by = (condition: string, value: unknown) =>
    value === undefined ? "" : `and ${condition.replace("?", `$${values.push(value)}`)}`;
  const rows = await db.query<FoundRow>(
    `select ${logColumns("body::text")} from event where account_id = $1 and seq > $2 and seq <= $3
      ${by("conversation_id = ?", conversationId)} ${by("type = any(?::text[])", types)} order by seq limit $4`,
    values,
  );
  return rows.map(toLogRow);
}

/** Order and index: event_pkey, in every partition. */
const READ = `select ${logColumns("body::text")} from event where account_id = $1 and seq > $2 order by seq limit $3`;

/** A complete sample event of this type, marked as a test. */
export function wholeSample(type: EventType, { id, at }: { id: string; at: Date }) {
  const { seq, stampedAt: _, ...sample } = sampleEvent(type);
  const body = { ...sample, id, occurredAt: at.toISOString() };
  return { ...body, hash: hashOf(body), seq, stampedAt: at.toISOString(), test: true };
}
