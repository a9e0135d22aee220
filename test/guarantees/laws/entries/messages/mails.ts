import { createInbox } from "@/server/commands/inboxes/inboxes";
import { receiveMail } from "@/server/commands/messages/receive-mail";
import type { ReceivedMessage } from "@/server/commands/messages/receive-message";
import type { SendMessage } from "@/server/commands/messages/send-message";
import { storeSentMail } from "@/server/commands/messages/store-sent-mail";
import { attributes } from "@/server/contract/_shared/primitives";
import type { MessageEmail, OutgoingEmail } from "@/server/contract/message/message-email";
import { after, inTrash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { repeated } from "./answers";

/** A mail that begins a conversation. */
export const mail = (messageId: string, address = "ada@mail.example") => ({
  conversationId: null,
  email: {
    subject: "Order 7",
    from: { name: "Ada", address },
    to: [{ name: "", address: "help@shop.example" }],
    cc: [],
    messageId,
    inReplyTo: null,
  },
  normalisedSubject: "order 7",
  content: "Where is it?",
  wholeText: "Where is it?",
  html: null,
  fileIds: [],
});

const marked = (
  { email, ...rest }: ReturnType<typeof mail>,
  marks: Pick<MessageEmail, "isSpam" | "isAutoReply">,
  { inbox }: Stage,
) => ({ ...rest, inboxId: inbox.id, email: { ...email, ...marks } });

const sentMail = (s: Stage) => ({
  ...mail("answer@mail.example", "help@shop.example"),
  inboxId: s.inbox.id,
  conversationId: s.conversation.id,
  writtenAt: new Date("2026-01-02T03:04:05Z"),
});

/** The mail that began the conversation in an inbox of mails. */
const firstMails = new WeakMap<Stage, ReceivedMessage>();

/** An inbox of mails that sends, and a customer's mail in it. */
async function inMails(s: Stage, settings: object = { smtp: { host: "127.0.0.1", port: 1, tls: "none" } }) {
  const { result: inbox } = await s.run(createInbox, {
    name: "Mails",
    channel: "email",
    settings: attributes.parse({
      address: "help@shop.example",
      inbound: "webhook",
      webhookSecret: "a secret of the webhook",
      ...settings,
    }),
  });
  const { result } = await s.run(receiveMail, { ...mail("first@mail.example"), inboxId: inbox.id });
  firstMails.set(s, result);
}

const firstOf = (s: Stage): ReceivedMessage => {
  const first = firstMails.get(s);
  if (!first) throw new Error("there is no mail");
  return first;
};

const reply = (email?: OutgoingEmail) => ({
  ...after((s) => inMails(s)),
  input: (s: Stage) => ({
    conversation: { conversationId: firstOf(s).conversation.id },
    content: "On its way",
    ...(email && { email }),
  }),
});

const BOB = [{ address: "bob@mail.example" }];

/** Replies in an inbox of mails. */
export const OUTGOING_MAIL_CASES: readonly Case<SendMessage>[] = [
  { ...reply(), title: "by mail", expect: ["message.created"] },
  { ...reply({ to: BOB, cc: BOB, bcc: BOB }), title: "by mail to others", expect: ["message.created"] },
  {
    ...reply(),
    title: "by mail that forwards a mail",
    expect: ["message.created"],
    input: (s) => ({ ...reply().input(s), content: "", email: { to: BOB, forwards: firstOf(s).message.id } }),
  },
  {
    ...reply({ to: BOB, forwards: 999_999 }),
    title: "by mail that forwards an unknown message",
    expect: "message.not_found",
  },
  { ...reply({ to: [] }), title: "by mail to nobody", expect: "message.no_recipient" },
  {
    ...reply({ to: [{ address: "help@shop.example" }] }),
    title: "by mail to ourselves",
    expect: "input.invalid",
  },
  {
    ...reply(),
    ...after((s) => inMails(s, {})),
    title: "in an inbox that only receives",
    expect: "channel.receives_only",
  },
];

export const MAIL_ENTRIES: Record<string, Entry> = {
  "receive-mail": entry(receiveMail)({
    cases: [
      {
        title: "of a new customer",
        expect: ["contact.created", "conversation.created", "message.created"],
        input: (s) => ({ ...mail("one@mail.example"), inboxId: s.inbox.id }),
      },
      {
        title: "of a contact with the address",
        expect: ["conversation.created", "message.created"],
        input: (s) => ({ ...mail("one@mail.example", "LI@example.test"), inboxId: s.inbox.id }),
      },
      {
        title: "into a known conversation, from another address",
        expect: ["message.created"],
        input: (s) => ({
          ...mail("one@mail.example"),
          inboxId: s.inbox.id,
          conversationId: s.conversation.id,
        }),
      },
      {
        title: "that a filter marked as spam",
        expect: ["contact.created", "conversation.created", "message.created"],
        input: (s) => marked(mail("one@mail.example"), { isSpam: true }, s),
      },
      {
        title: "of a program, into a known conversation",
        expect: ["message.created"],
        input: (s) => ({
          ...marked(mail("one@mail.example"), { isAutoReply: true }, s),
          conversationId: s.conversation.id,
        }),
      },
      repeated(receiveMail, (s) => ({ ...mail("one@mail.example"), inboxId: s.inbox.id })),
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ ...mail("one@mail.example"), inboxId: o.inbox.id }),
      },
      {
        what: "conversation",
        scope: "account",
        expect: "conversation.not_found",
        input: (s, o) => ({
          ...mail("one@mail.example"),
          inboxId: s.inbox.id,
          conversationId: o.conversation.id,
        }),
      },
    ],
  }),
  "store-sent-mail": entry(storeSentMail)({
    cases: [
      { title: "of another program", expect: ["message.created"], input: (s) => sentMail(s) },
      repeated(storeSentMail, (s) => sentMail(s)),
      { title: "into the trash", expect: "conversation.trashed", ...inTrash, input: (s) => sentMail(s) },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (s, o) => ({ ...sentMail(s), inboxId: o.inbox.id }),
      },
      {
        what: "conversation",
        scope: "account",
        expect: "conversation.not_found",
        input: (s, o) => ({ ...sentMail(s), conversationId: o.conversation.id }),
      },
    ],
  }),
};
