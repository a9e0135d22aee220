import { acknowledgeCommands, sendCommandMessage } from "@/server/commands/messages/command-messages";
import { postSystemMessage, sendMessage } from "@/server/commands/messages/send-message";
import {
  all,
  conversation,
  foreignConversation,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { repeatedByClientId } from "./answers";

const typing = (s: Stage, more: object = {}) => ({
  conversation: conversation(s),
  content: "",
  contentAttributes: { cmd: "typing" },
  ...more,
});
const send =
  (more: object = {}) =>
  (s: Stage) =>
    s.run(sendCommandMessage, typing(s, more));
/** A stored message under the client id that the cases use. */
const stored = (s: Stage) =>
  s.run(sendMessage, { conversation: conversation(s), content: "Hi", clientId: "c-9" });
const shipped = (s: Stage, more: object = {}) => ({
  conversation: conversation(s),
  template: "Your order {order} has shipped.",
  parameters: { order: "A-17" },
  ...more,
});

export const PASSING_ENTRIES: Record<string, Entry> = {
  "send-command-message": entry(sendCommandMessage)({
    cases: [
      {
        title: "to the conversation's customer",
        expect: ["command_message.created"],
        input: (s) => typing(s),
      },
      {
        title: "to none",
        expect: ["command_message.created"],
        input: (s) => typing(s, { recipientIds: [] }),
      },
      {
        title: "of the customer, for an hour",
        expect: ["command_message.created"],
        input: (s) => typing(s, { fromContactId: s.contact.id, expiresInSeconds: 3_600 }),
      },
      ...repeatedByClientId(sendCommandMessage),
      {
        title: "under the client id of a stored message",
        expect: "client_id.taken",
        given: stored,
        input: (s) => typing(s, { clientId: "c-9" }),
      },
      { title: "into a trashed one", expect: "conversation.trashed", given: trash, input: (s) => typing(s) },
      {
        title: "of somebody else",
        expect: "contact.not_found",
        input: (s) => typing(s, { fromContactId: 999_999 }),
      },
      {
        title: "to somebody else",
        expect: "contact.not_found",
        input: (s) => typing(s, { recipientIds: [999_999] }),
      },
    ],
    foreign: [
      ...foreignConversation((s, ref) => ({ ...typing(s), conversation: ref })),
      ...(["fromContactId", "recipientIds"] as const).map((field) => ({
        what: field,
        scope: "account" as const,
        expect: "contact.not_found" as const,
        input: (own: Stage, owner: Stage) =>
          typing(own, { [field]: field === "recipientIds" ? [owner.contact.id] : owner.contact.id }),
      })),
    ],
  }),

  "acknowledge-commands": entry(acknowledgeCommands)({
    cases: [
      {
        title: "the first of two",
        expect: "nothing",
        given: all(send(), send()),
        input: (s) => ({ contactId: s.contact.id, upTo: 1 }),
      },
      {
        title: "none that waits",
        expect: "nothing",
        input: (s) => ({ contactId: s.contact.id, upTo: 7 }),
      },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (_, owner) => ({ contactId: owner.contact.id, upTo: 1 }),
      },
    ],
  }),

  "post-system-message": entry(postSystemMessage)({
    cases: [
      {
        title: "with a translation",
        expect: ["message.created"],
        input: (s) => shipped(s, { translations: { zh: "订单 {order} 已发货。" }, countsUnread: false }),
      },
      {
        title: "the same again under its client id",
        expect: "nothing",
        given: (s) => s.run(postSystemMessage, shipped(s, { clientId: "c-7" })),
        input: (s) => shipped(s, { clientId: "c-7" }),
      },
      {
        title: "under the client id of another",
        expect: "client_id.taken",
        given: stored,
        input: (s) => shipped(s, { clientId: "c-9" }),
      },
      {
        title: "under the client id of a command message",
        expect: "client_id.taken",
        given: send({ clientId: "c-9" }),
        input: (s) => shipped(s, { clientId: "c-9" }),
      },
      { title: "into a trashed one", expect: "conversation.trashed", given: trash, input: (s) => shipped(s) },
    ],
    foreign: foreignConversation((s, ref) => ({ ...shipped(s), conversation: ref })),
  }),
};
