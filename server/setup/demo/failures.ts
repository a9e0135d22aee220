import type { InboxKey } from "./cast";

/** Real errors of providers. Sources: WhatsApp Cloud API error codes, RFC 3463 mail status codes. */
export const FAILURES: Record<InboxKey, readonly string[]> = {
  whatsapp: [
    "131026: Message undeliverable",
    "131047: Re-engagement message: more than 24 hours have passed since the customer last replied",
    "131049: This message was not delivered to maintain healthy ecosystem engagement",
    "130472: User's number is part of an experiment",
  ],
  website: [
    "timeout: no answer from the web shop within 30 s",
    "410: the visitor's session has ended and no e-mail address is known",
  ],
  mail: [
    "550 5.1.1 The e-mail account that you tried to reach does not exist",
    "552 5.2.2 The recipient's mailbox is full",
    "554 5.7.1 Message rejected: blocked by the recipient's policy",
  ],
};
