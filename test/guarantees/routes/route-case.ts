import type { RefusalCode } from "@/server/contract/_shared/refusal";

/** In the names and texts of the first account: no answer to another account may contain it. */
export const MARK = "Perlhuhn";

/** Rows of the first account, which no other account may reach. */
export type Owned = {
  accountId: number;
  userId: number;
  inboxId: number;
  /** An email inbox with a mailbox, which nothing connects to. */
  mailInboxId: number;
  /** The inbox's public name. */
  identifier: string;
  contactId: number;
  /** Another contact. */
  twinId: number;
  /** A note about the contact. */
  contactNoteId: number;
  /** The contact's name in the inbox. */
  sourceId: string;
  displayId: number;
  /** A group of which the contact is a member. */
  groupDisplayId: number;
  /** The same conversation's id in the whole installation. */
  conversationId: number;
  /** The operation that labelled the conversation. */
  operationId: string;
  /** The operation that changed the contact. */
  contactOperationId: string;
  /** A failed outgoing message. */
  messageId: number;
  /** A file that its owner uploaded. */
  fileId: number;
  /** A message within its undo window. */
  undoableId: number;
  /** A scheduled message of the conversation. */
  scheduledMessageId: number;
  /** A team of the account. */
  teamId: number;
  /** A company of the account. */
  companyId: number;
  /** A shared view of the account. */
  viewId: number;
  /** A macro of everybody. */
  macroId: number;
  /** A canned reply of the account. */
  cannedReplyId: number;
  /** A file of that reply. */
  cannedFileId: number;
  /** A label of the account. */
  labelId: number;
  /** An endpoint in FreeScout's format, and its delivery. */
  endpointId: number;
  botId: number;
  /** An endpoint in Chatwoot's format. */
  webhookId: number;
  /** The definition of a custom attribute. */
  definitionId: number;
  /** A message of the conversation that asks the customer for something. */
  askingId: number;
  /** An agent of the account, who is invited. */
  agentId: number;
  deliveryId: number;
  /** The key of a mail that waits. */
  mailKey: string;
  /** A notification of the account's first member. */
  notificationId: number;
  /** A bulk operation that adds the label `MARK`. */
  bulkId: number;
  /** A cancelled bulk operation. */
  cancelledBulkId: number;
  /** A token that confirms a contact's erasure, and the operation of another erasure. */
  deletionToken: string;
  deletionId: string;
  archiveId: number;
  /** The last change of the inbox's policy. */
  changeId: number;
};

/** One call that names ids of an account. */
export type RouteCase = {
  to: (owned: Owned) => string;
  body?: (owned: Owned) => object;
  /** The status for a member of another account; null: it names no id, and the answer contains nothing of the first account. */
  foreign: number | null;
  /** The code by which its owner is refused too: the test has no provider behind an inbox. */
  owner?: RefusalCode;
  /** The path of the refusal in a successful answer. */
  refusedWithin?: string;
  /** The owner's answer lists their rows, so it contains `MARK`. */
  lists?: true;
};

/** `METHOD pattern` → its calls; a route that takes ids in several places has one for each. */
export type RouteTable = Record<string, RouteCase | readonly RouteCase[]>;

export const named = (to: (owned: Owned) => string, body?: (owned: Owned) => object): RouteCase => ({
  to,
  ...(body && { body }),
  foreign: 404,
});
export const unnamed = (to: string, body?: object): RouteCase => ({
  to: () => to,
  ...(body && { body: () => body }),
  foreign: null,
});

export const list = (to: string): RouteCase => ({ ...unnamed(to), lists: true });
