import type { RefusalCode } from "@/server/contract/_shared/refusal";
import type { Owned } from "./route-case";

/** Rows of the first account, which no other account may reach: also those that only screens name. */
export type OwnedRows = Owned & {
  /** A note by the owner. */
  noteId: number;
  tokenId: number;
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
  /** The refusal for its owner: the test has no provider behind an inbox. */
  owner?: RefusalCode;
  /** The procedures above it that must have been called before. */
  after?: readonly string[];
};
