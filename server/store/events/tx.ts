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
import type { CanonicalJson } from "@/server/lib/canonical-json";
import type { Db } from "@/server/store/_postgres/db";
import type { WriteBatch } from "@/server/store/events/batch/write-batch";

export type Changes = Record<string, { from: unknown; to: unknown }>;

/** What rides along with the events of a conversation and of its messages. */
export type EventContext = { conversation: ConversationDto; contact: ContactDto };

/** Of that, what is no conversation's own. */
export type PreloadedContext = { lastMessage: LastMessage | null; contact: ContactDto };

/** The same, as it will stand in the event, and in which inbox the conversation is. */
export type SerializedEventContext = { conversation: CanonicalJson; contact: CanonicalJson; inboxId: number };

export type Subject =
  | { resource: "message"; dto: MessageDto }
  /** The last message is filled in at commit. */
  | { resource: "conversation"; dto: Omit<ConversationDto, "lastMessage">; activity?: MessageDto }
  | { [R in Exclude<ResourceType, "message" | "conversation">]: { resource: R; dto: Dto[R] } }[Exclude<
      ResourceType,
      "message" | "conversation"
    >];

/** An event before the commit: all but its id, its context and its hash. */
export type PendingEvent = {
  type: EventType;
  accountId: number;
  /** Of a message's event it is the conversation's: whoever sees the one sees the other. */
  inboxId: number | null;
  audience: Audience | null;
  cause: Cause | null;
  changes: Changes;
  by: { actor: Actor; operationId: string };
  /** Already read in this transaction, under the resource's lock; else read at commit. */
  eventContext?: SerializedEventContext;
} & Subject;

/** One operation's transaction. Only the store's `save` functions put events into it. */
export type Tx = Db & {
  readonly caller: Caller;
  readonly operationId: string;
  /** The operation's instant; commands and stores never read the clock. */
  readonly now: Date;
  /** Written to the outbox just before commit, while every lock is held. */
  readonly pendingEvents: PendingEvent[];
  /** Statements whose answers nobody waits for yet; awaited before the commit and before a savepoint's end. */
  readonly sent: Promise<unknown>[];
  /** Left for the end, behind the outbox and just before the commit: what takes locks for which others wait. */
  readonly atEnd: (() => Promise<unknown>)[];
  /** Read ahead under their lock, where neither the last message nor the contact is changed; by conversation. */
  readonly preloaded: Map<number, PreloadedContext>;
  /** Writes that are kept back while many conversations are changed; else null. See `gather`. */
  batch: WriteBatch | null;
  /** The same transaction on behalf of another caller, or for another operation. Events and rows carry theirs. */
  as(caller: Caller, operationId?: string): Tx;
  /** Runs `work` under a savepoint: when it throws, its statements, its drafts and what it left for the end are undone, and it throws on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
};

/** Goes on without the answer; it is awaited with all others that were sent. */
export function sendAhead(tx: Pick<Tx, "sent">, sent: Promise<unknown>): void {
  sent.catch(() => undefined); // told by whoever awaits it
  tx.sent.push(sent);
}

/** Tells what failed first: statements that were sent behind it fail too, and say only that all is aborted. */
export async function firstFault<T>(tx: Pick<Tx, "sent">, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await Promise.all(tx.sent);
    throw error;
  }
}
