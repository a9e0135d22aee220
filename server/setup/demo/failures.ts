import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { Arrival, CustomerPlan } from "@/server/setup/demo/conversation/arrival";
import type { AgentKey, InboxKey } from "./cast";

/** Real errors of providers. Sources: WhatsApp Cloud API error codes, RFC 3463 mail status codes. No provider is between the website and its visitors. */
export const FAILURES: Record<Exclude<InboxKey, "website">, readonly string[]> = {
  whatsapp: [
    "131026: Message undeliverable",
    "131047: Re-engagement message: more than 24 hours have passed since the customer last replied",
    "131049: This message was not delivered to maintain healthy ecosystem engagement",
    "130472: User's number is part of an experiment",
  ],
  mail: [
    "550 5.1.1 The email account that you tried to reach does not exist",
    "552 5.2.2 The recipient's mailbox is full",
    "554 5.7.1 Message rejected: blocked by the recipient's policy",
  ],
};

/** A conversation that shows a rare rule of the policy. It gets no reply. */
export type Rarity = {
  hoursAgo: number;
  inbox: InboxKey;
  agent: AgentKey;
  customer: CustomerPlan;
  arrival: Omit<Arrival, "inboxId" | "customer" | "contactIds">;
};

const DAY = 24;

const AGENT_OF: Record<InboxKey, AgentKey> = { whatsapp: "mariana", website: "grace", mail: "chen" };

function rare(
  hoursAgo: number,
  inbox: InboxKey,
  customer: CustomerPlan,
  text: string,
  more: Partial<Arrival> = {},
): Rarity {
  return {
    hoursAgo,
    inbox,
    agent: AGENT_OF[inbox],
    customer,
    arrival: { startedBy: "other", text, ...more },
  };
}

function someone(name: string): CustomerPlan {
  return { key: `rare/${name}`, name, calledBy: name, email: null, phone: null };
}

function blocked(name: string): CustomerPlan {
  return { ...someone(name), isBlocked: true };
}

const withStatus = (status: ConversationStatus): Partial<Arrival> => ({ status });

const SPAM: Partial<Arrival> = { labels: ["spam"] };

const AUTO_REPLY: Partial<Arrival> = {
  email: {
    subject: "自动回复：取件安排",
    from: { name: "蓝海物流", address: "service@lanhai.example" },
    to: [{ name: "", address: "support@casa-aurora.example" }],
    cc: [],
    messageId: "20261120-0815@lanhai.example",
    inReplyTo: null,
    isAutoReply: true,
  },
};

/** Evolution's own contact: its number shows the inbox that it is not a customer. */
const gateway: CustomerPlan = { ...someone("Evolution API"), phone: "+123456" };

export const RARITIES: readonly Rarity[] = [
  // integration_contact: the WhatsApp gateway writes to its operator in its own conversation.
  rare(29 * DAY, "whatsapp", gateway, '🚀 Instance "casa-aurora" is connected.'),
  rare(31, "whatsapp", gateway, "⚠️ The session was closed on the phone. Scan the QR code again to go on."),
  // contact_blocked
  rare(
    14 * DAY,
    "website",
    blocked("Rick S."),
    "You people are thieves. I will write this every day until you pay.",
  ),
  rare(7 * DAY, "website", blocked("Rick S. (again)"), "New address, same thieves."),
  rare(52, "whatsapp", blocked("~ zoeira"), "kkkkkk responde aí"),
  // spam: the gateways label it before it arrives.
  rare(
    26 * DAY,
    "mail",
    someone("SEO Experts Team"),
    "Dear sir, we make your website number 1 on Google in 7 days.",
    SPAM,
  ),
  rare(19 * DAY, "mail", someone("发票代开"), "代开各类正规发票，可先验后付，量大从优。", SPAM),
  rare(12 * DAY, "website", someone("CryptoGain"), "Your wallet was selected. Claim 0.5 BTC now.", SPAM),
  rare(
    5 * DAY,
    "mail",
    someone("Dr. A. Mensah"),
    "I am the lawyer of your late relative and have a business proposal.",
    SPAM,
  ),
  rare(20, "whatsapp", someone("Renda extra"), "Ganhe R$ 500 por dia trabalhando de casa!!!", SPAM),
  // caller_status: the web shop decides itself whether an agent must act.
  rare(
    22 * DAY,
    "website",
    someone("Web shop alerts"),
    "Order CA-10811: payment is being checked by the bank.",
    withStatus("pending"),
  ),
  rare(
    11 * DAY,
    "website",
    someone("Imani Brooks"),
    "Order CA-11240: the address could not be verified.",
    withStatus("pending"),
  ),
  rare(
    30,
    "website",
    someone("Oskar Nyström"),
    "Order CA-11933: customer asks for delivery on Saturday.",
    withStatus("open"),
  ),
  rare(
    6,
    "website",
    someone("Laila Karim"),
    "Order CA-11978: payment is being checked by the bank.",
    withStatus("pending"),
  ),
  // caller_status overridden: for 15 days this inbox has decided by itself (the cause keeps the requested status).
  rare(10 * DAY, "mail", someone("孙丽"), "自动转发：请确认收货地址是否需要更改。", withStatus("pending")),
  rare(
    3 * DAY,
    "mail",
    someone("Hana Sato"),
    "Forwarded: is the invoice address still correct?",
    withStatus("pending"),
  ),
  rare(4, "mail", someone("何俊"), "自动转发：发票抬头写错了，能重开吗？", withStatus("pending")),
  // automatic_mail: while this inbox tries a bot, a program writes.
  rare(
    2 * DAY + 0.5,
    "mail",
    someone("蓝海物流"),
    "自动回复：我们已收到您的邮件，将在两个工作日内答复。",
    AUTO_REPLY,
  ),
];
