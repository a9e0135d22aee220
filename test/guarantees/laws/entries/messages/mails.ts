import { receiveMail } from "@/server/commands/messages/receive-mail";
import { storeSentMail } from "@/server/commands/messages/store-sent-mail";
import { inTrash } from "@/test/guarantees/laws/entries/conversations/states";
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
