import type { ContactDto, ConversationDto, InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import type { SendOutcome } from "@/server/domain/message/send";

/** One attempt of a message, with everything that a sender needs to take it out. */
export type SendRequest = {
  accountId: number;
  /** A UUID, the same in all tries of the attempt. */
  sendId: string;
  attempt: number;
  message: MessageDto;
  conversation: ConversationDto;
  contact: ContactDto;
  inbox: InboxDto;
  /** The versions of the inbox's secret that sign: the current one first, then one that was replaced lately. */
  secretVersions: readonly [number, ...number[]];
};

/** The result of one try. `status` and `address`: of an HTTP answer, as far as there was one. */
export type SendResult = {
  outcome: SendOutcome;
  durationMs: number;
  status: number | null;
  address: string | null;
};

/** The part of a channel that takes a message out. */
export type Sender = {
  /** Makes one try. Never throws. */
  send(request: SendRequest): Promise<SendResult>;
  /** Asks whether the sender got an earlier try. `not_sent`: it did not, and will not send it. Never throws. */
  lookUp(request: SendRequest): Promise<SendResult>;
};
