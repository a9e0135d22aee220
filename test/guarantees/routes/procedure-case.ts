import type { RefusalCode } from "@/server/contract/_shared/refusal";

/** Rows of the first account, which no other account may reach. */
export type OwnedRows = {
  inboxId: number;
  contactId: number;
  /** Another contact. */
  twinId: number;
  /** A note of the owner about the contact. */
  contactNoteId: number;
  /** The operation in which an administrator marked the contact as an integration's. */
  contactOperationId: string;
  displayId: number;
  /** A group of which the contact is a member. */
  groupDisplayId: number;
  /** An operation on the conversation that can be undone. */
  conversationOperationId: string;
  messageId: number;
  /** A note by the owner. */
  noteId: number;
  /** A token that confirms a contact's erasure, and the operation of another erasure. */
  deletionToken: string;
  deletionId: string;
  /** A message within its undo window. */
  undoableId: number;
  tokenId: number;
  cannedReplyId: number;
  /** A file of that reply. */
  cannedFileId: number;
  labelId: number;
  definitionId: number;
  teamId: number;
  companyId: number;
  /** A shared view of the administrator. */
  viewId: number;
  /** A macro of everybody. */
  macroId: number;
  /** A bulk operation. */
  bulkId: number;
  changeId: number;
  /** An endpoint, and its delivery. */
  endpointId: number;
  deliveryId: number;
  /** The administrator's. */
  notificationId: number;
  /** A member with two-factor authentication, which the callers have begun. */
  memberId: number;
  /** A session of the owner. */
  sessionId: string;
  /** A device of that session. */
  pushDeviceId: number;
  /** The current code of the callers' authenticator. */
  totpCode: string;
};

export type ProcedureCase = {
  kind: "query" | "mutation" | "subscription";
  input: (owned: OwnedRows) => unknown;
  /** The refusal for a member of another account; null: the input names no id, and the answer contains nothing of the owner. */
  foreign: RefusalCode | null;
  /** The refusal for an agent of the same account without this inbox; null: every member may call it. */
  agent: RefusalCode | null;
  /** The refusal for every administrator: the accounts of the test do not allow it. */
  everyone?: RefusalCode;
};
