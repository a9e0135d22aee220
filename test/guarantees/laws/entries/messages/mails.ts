import { receiveMail } from "@/server/commands/messages/receive-mail";
import { storeSentMail } from "@/server/commands/messages/store-sent-mail";
import { type MailReportLine, recordMailReport } from "@/server/commands/receipts/record-mail-report";
import { trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
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

const sentMail = (s: Stage) => ({
  ...mail("answer@mail.example", "help@shop.example"),
  inboxId: s.inbox.id,
  conversationId: s.conversation.id,
  writtenAt: new Date("2026-01-02T03:04:05Z"),
});

const reportOn = (s: Stage, line: MailReportLine) => ({
  inboxId: s.inbox.id,
  messageId: s.outgoing.id,
  mailMessageId: "out@tickline.shop.example",
  at: new Date("2026-01-02T03:04:05Z"),
  lines: [line],
});

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
      { title: "into the trash", expect: "conversation.trashed", given: trash, input: (s) => sentMail(s) },
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
  "record-mail-report": entry(recordMailReport)({
    cases: [
      {
        title: "a failure",
        expect: ["message.status_changed"],
        input: (s) => reportOn(s, { signal: "failed", error: "5.1.1 User unknown" }),
      },
      {
        title: "a failure again",
        expect: "nothing",
        given: (s) => s.run(recordMailReport, reportOn(s, { signal: "failed", error: "5.1.1" })),
        input: (s) => reportOn(s, { signal: "failed", error: "5.1.1" }),
      },
      {
        title: "a delay",
        expect: "nothing",
        input: (s) => reportOn(s, { signal: "delayed", error: "4.2.2 Mailbox full" }),
      },
      {
        title: "a delivery after a failure of a copy",
        expect: ["message.status_changed"],
        given: (s) => s.run(recordMailReport, reportOn(s, { signal: "copy_failed", error: "5.1.1" })),
        input: (s) => reportOn(s, { signal: "delivered", error: null }),
      },
      {
        title: "on a customer's message",
        expect: "nothing",
        input: (s) => ({ ...reportOn(s, { signal: "read", error: null }), messageId: s.incoming.id }),
      },
    ],
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        input: (s, o) => ({
          ...reportOn(s, { signal: "delayed", error: "4.2.2" }),
          messageId: o.outgoing.id,
        }),
      },
    ],
  }),
};
