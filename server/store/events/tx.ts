import { isDeepStrictEqual } from "node:util";
import type { Audience, Caller } from "@/server/contract/_shared/caller";
import type {
  Actor,
  Cause,
  ContactDto,
  ConversationDto,
  LastMessage,
  MessageDto,
} from "@/server/contract/_shared/dto";
import type { Dto, EventType, ResourceType } from "@/server/contract/event/event";
import type { CommandMessageDto } from "@/server/contract/message/command-message";
import type { ScheduledMessageDto } from "@/server/contract/message/scheduled-message";
import type { PostedNotice } from "@/server/domain/message/system-message";
import { reactionsDone } from "@/server/lib/async/reactions-done";
import type { CanonicalJson } from "@/server/lib/canonical-json";
import type { Database, Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { WriteBatch } from "@/server/store/events/batch/write-batch";

/** Tables whose rows are written without waiting for Postgres: their ids are drawn before. */
export type DrawnTable = "contact" | "contact_inbox" | "conversation" | "message";

export type Changes = Record<string, { from: unknown; to: unknown }>;

/** The rows that events of a conversation and of its messages carry in addition. */
export type EventContext = { conversation: ConversationDto; contact: ContactDto };

/** What is known of a locked conversation, as it will be at the commit: its row, and what its events carry beside it. */
export type PreloadedContext = {
  /** Null: it was not locked alone. */
  conversation: ConversationRow | null;
  contact: ContactDto;
  lastMessage: LastMessage | null;
  /** Of its inbox: what is posted in conversations; null: not known. */
  posting: Posting | null;
  /** An id for a message, drawn under the lock, so that ids rise with numbers; null: none is left. */
  messageId: number | null;
};

/** How a conversation is found: by its id or by the number that people see. */
export type ConversationKey = { column: "id" | "display_id"; key: number };

/** The inbox's name, and the changes that it posts as system messages. */
export type Posting = { name: string; postedNotices: PostedNotice[] };

/** A statement that was sent without waiting for its answer. */
type Sent = {
  answer: Promise<unknown>;
  /** Code looks at the answer, which is awaited before the commit. Else the commit follows at once: Postgres refuses it after an error. */
  isChecked: boolean;
  hasFailed: boolean;
};

/** The context as JSON for the event, and the conversation's inbox. */
export type SerializedEventContext = { conversation: CanonicalJson; contact: CanonicalJson; inboxId: number };

export type Subject =
  | { resource: "message"; dto: MessageDto }
  /** The last message is filled in at commit. */
  | { resource: "conversation"; dto: Omit<ConversationDto, "lastMessage">; activity?: MessageDto }
  /** `displayId`: its conversation's. */
  | { resource: "command_message"; dto: CommandMessageDto; displayId: number }
  | { resource: "scheduled_message"; dto: ScheduledMessageDto; displayId: number }
  | { [R in PlainResource]: { resource: R; dto: Dto[R] } }[PlainResource];

type PlainResource = Exclude<
  ResourceType,
  "message" | "conversation" | "command_message" | "scheduled_message"
>;

/** An event before the commit: without id, context and hash. */
export type PendingEvent = {
  type: EventType;
  accountId: number;
  /** A message's event has the inbox of its conversation, which decides who may see it. */
  inboxId: number | null;
  audience: Audience | null;
  cause: Cause | null;
  changes: Changes;
  by: { actor: Actor; operationId: string };
  /** If already loaded under the resource's lock; else it is loaded at commit. */
  eventContext?: SerializedEventContext;
} & Subject;

/**
 * What open windows are told after the commit, beside the log: of a member their own marks and notifications; of those who see a
 * conversation, that recipients have received its command messages.
 */
export type Announcement =
  | { what: "notifications"; userId: number }
  | { what: "seen"; userId: number; conversationId: number }
  | { what: "acknowledged"; displayId: number; inboxId: number };

/** One operation's transaction. Only the store's `save` functions put events into it. */
export type Tx = Db & {
  readonly caller: Caller;
  readonly operationId: string;
  /** The operation's instant; commands and stores never read the clock. */
  readonly now: Date;
  /** The cause of changes that have no other one: a macro. */
  readonly cause: Cause | null;
  /** Written to the outbox just before the commit, while every lock is held. */
  readonly pendingEvents: PendingEvent[];
  /** Told after the commit, whoever ran the operation. Only the store adds to it. */
  readonly announcements: Announcement[];
  /** Statements sent without waiting; awaited with the commit, and before the end of a savepoint. */
  readonly sent: Sent[];
  /** Ids that are reserved for new rows; see `takeId`. */
  readonly drawnIds: Readonly<Record<DrawnTable, number[]>>;
  /** Display ids that are drawn for new conversations. */
  readonly drawnDisplayIds: number[];
  /** Runs after the outbox and just before the commit: for locks that other transactions wait for. */
  readonly atEnd: (() => Promise<unknown>)[];
  /**
   * Sends a statement that locks `row`, which many may want at the same time. Too many that wait already: throws, and the
   * operation is run again when it is its turn; it waits without a connection.
   */
  atLock<T>(row: string, lock: () => Promise<T>): Promise<T>;
  /** By conversation, loaded under its lock. The save functions keep it current. */
  readonly preloaded: Map<number, PreloadedContext>;
  /** Draws display ids outside of the transaction; null: it draws them itself. */
  readonly drawDisplayId: ((accountId: number) => Promise<number | null>) | null;
  /** The collected writes while many conversations are changed; else null. See `runBatch`. */
  batch: WriteBatch | null;
  /** The same transaction on behalf of another caller, or for another operation. Events and rows carry theirs. */
  as(caller: Caller, operationId?: string): Tx;
  /** The same transaction with a cause for its changes. */
  because(cause: Cause): Tx;
  /** Runs `work` under a savepoint. When it throws, its statements, pending events and `atEnd` are dropped, and it rethrows. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
};

/** Adds a statement to `sent` without waiting for its answer. */
export function sendAhead(
  tx: Pick<Tx, "sent">,
  answer: Promise<unknown>,
  { isChecked = false }: { isChecked?: boolean } = {},
): void {
  const sent: Sent = { answer, isChecked, hasFailed: false };
  answer.catch(() => {
    sent.hasFailed = true;
  });
  tx.sent.push(sent);
}

/** Throws the first error of the transaction: the errors of later statements only report that it is aborted. */
export async function firstFault<T>(tx: Pick<Tx, "sent">, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await Promise.all(tx.sent.map(({ answer }) => answer));
    throw error;
  }
}

/**
 * Awaits the answers that are checked. The commit may follow the other statements, of which Postgres knows the errors; one that
 * failed before it was sent is thrown here: such an error needs no answer, so that it has arrived once every pending reaction has run.
 */
export async function beforeCommit(tx: Pick<Tx, "sent">): Promise<void> {
  await Promise.all(tx.sent.flatMap(({ isChecked, answer }) => (isChecked ? [answer] : [])));
  await reactionsDone();
  await tx.sent.find(({ hasFailed }) => hasFailed)?.answer;
}

/** The fields in which two rows differ, of all or of `fields`. Ignores the order of keys in JSON. */
export function differences<R extends object>(
  before: R,
  after: R,
  fields: readonly string[] = Object.keys(after),
): Changes {
  const values = fields.map(
    (field) => [field, Reflect.get(before, field), Reflect.get(after, field)] as const,
  );
  const changed = values.filter(([, from, to]) => !isDeepStrictEqual(from, to));
  return Object.fromEntries(changed.map(([field, from, to]) => [field, { from, to }]));
}

/** The first and last id of the events that wait for their stamp; null when none waits. */
export async function readOutboxEnds(
  database: Pick<Database, "query">,
): Promise<{ firstId: number; lastId: number } | null> {
  const [ends] = await database.query<{ firstId: number; lastId: number }>(ENDS);
  return ends ?? null;
}

/** Two reads of outbox_pkey. */
const ENDS = statement(`
  select first.id as "firstId", last.id as "lastId"
    from (select id from outbox order by id limit 1) first,
         (select id from outbox order by id desc limit 1) last`);
