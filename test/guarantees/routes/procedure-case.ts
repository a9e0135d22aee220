import type { RefusalCode } from "@/server/contract/_shared/refusal";

/** What the first account has, and nobody else may reach. */
export type OwnedRows = {
  inboxId: number;
  contactId: number;
  /** Another contact. */
  twinId: number;
  /** By it an administrator said that the contact is an integration's own. */
  contactOperationId: string;
  displayId: number;
  messageId: number;
  /** A note of the owner's. */
  noteId: number;
  /** What confirms the erasure of a contact, and the operation of another's. */
  deletionToken: string;
  deletionId: string;
  /** A message that has not left yet. */
  heldId: number;
  tokenId: number;
  cannedReplyId: number;
  labelId: number;
  teamId: number;
  /** A shared view of the administrator's. */
  viewId: number;
  /** A change of many conversations. */
  bulkId: number;
  changeId: number;
  /** A receiver of webhooks, and what it is owed. */
  endpointId: number;
  deliveryId: number;
  /** The administrator's. */
  notificationId: number;
  /** Has a second factor, which the callers have begun. */
  memberId: number;
  /** Where the owner is signed in. */
  sessionId: string;
  /** Of the callers' authenticator, now. */
  totpCode: string;
};

export type ProcedureCase = {
  kind: "query" | "mutation" | "subscription";
  input: (owned: OwnedRows) => unknown;
  /** What a member of another account is answered; null: nothing is named, so nothing of ours may be in the answer. */
  foreign: RefusalCode | null;
  /** What an agent of the same account without this inbox is answered; null: the account's, so they may. */
  agent: RefusalCode | null;
};
