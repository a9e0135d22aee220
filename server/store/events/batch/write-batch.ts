import type { Actor, Cause } from "@/server/contract/_shared/dto";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { FacetBefore, PastChange } from "@/server/domain/conversation/undo";
import type { Decided } from "@/server/domain/inbox/policy";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { ContactRow } from "@/server/store/generated/rows";

/** Who changes something by which operation: in a batch, each change has its own. */
export type ChangedBy = { actor: Actor; operationId: string };

export type NewTransition = {
  conversationId: number;
  from: ConversationStatus | null;
  to: ConversationStatus;
  cause: Cause;
  by: ChangedBy;
};

/** An attempt of a new message. */
export type NewAttempt = { messageId: number; number: number; inboxId: number; sourceId: string | null };

/** The previous value of one facet of one conversation. */
export type Replaced = { conversationId: number; operationId: string } & FacetBefore;

/** The changes of one conversation by one operation. */
export type ChangesOf = { conversationId: number; operationId: string };

/** `createdByTokenId`: of the token within whose reach the contact is. */
export type NewContact = { row: ContactRow; createdByTokenId: number | null };

/** The name of a new contact in an inbox. */
export type NewLink = { id: number; contactId: number; inboxId: number; sourceId: string };

/** A decision of the policy about a conversation. */
export type NewDecision = { inboxId: number; conversationId: number; decided: Decided };

/**
 * The collected writes of a transaction that changes many conversations: one statement for each table, not for each
 * conversation. The store's save functions add to it and return the rows as they will be stored; this is exact, because
 * the conversations are locked.
 */
export type WriteBatch = {
  contacts: NewContact[];
  links: NewLink[];
  /** New conversations, as they began. */
  begun: ConversationRow[];
  decisions: NewDecision[];
  /** By id: the locked row and the new one. */
  conversations: Map<number, { before: ConversationRow; after: ConversationRow }>;
  messages: MessageRow[];
  attempts: NewAttempt[];
  transitions: NewTransition[];
  replaced: Replaced[];
  /** Changes to mark as undone. */
  undone: ChangesOf[];
  /** Preloaded counts of unread messages by `unreadKey`. */
  unread: Map<string, number>;
  /** Preloaded changes of the operation to undo, by conversation. */
  changes: ReadonlyMap<number, PastChange[]>;
  /** The answers of `memoize` by key. */
  answers: Map<string, Promise<unknown>>;
};

/** The fields that decide a conversation's unread count. */
export const unreadKey = (c: Pick<ConversationRow, "id" | "assigneeId" | "agentSeenNumber">): string =>
  [c.id, c.assigneeId, c.agentSeenNumber].join();
