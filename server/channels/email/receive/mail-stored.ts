import type { MailRefusal } from "@/server/channels/email/read/mail";

/** What became of a mail. `ignored`: it is no message of a customer, or one that was deleted permanently. `reported`: it is a report on a message of ours. */
export type MailStored =
  | { kind: "stored"; messageId: number; isRepeated: boolean }
  | { kind: "reported"; messageId: number }
  | { kind: "ignored"; because: "own" | "report" | "no_sender" | "no_conversation" | "deleted" }
  | { kind: "refused"; refusal: MailRefusal };
