import { updateContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import {
  all,
  conversation,
  diverted,
  foreignConversation,
  later,
  report,
  resolved,
  shortMessages,
  startsSent,
  trash,
  withPolicy,
} from "@/test/guarantees/laws/entries/conversations/states";
import { greeted, withGreeting } from "@/test/guarantees/laws/entries/organising/canned-replies";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { ASSIGNING, DRAFT_ENTRIES, MEMBER_CASES, repeatedByClientId, repeatedBySourceId } from "./answers";
import { FILE_ENTRIES, FOREIGN_FILE, fileCases } from "./files";
import { OUTGOING_MAIL_CASES } from "./mails";
import { FOREIGN_QUOTE, RECEIVED_QUOTES, SENT_QUOTES } from "./quotes";
import { RETRY_ENTRIES } from "./retries";
import { UNDELIVERED_ENTRIES } from "./undelivered";

const inText = { input: (s: Stage) => ({ conversation: conversation(s), content: "Hello?" }) };
const outText = { input: (s: Stage) => ({ conversation: conversation(s), content: "Hi" }) };

const of = (_: Stage, ref: ReturnType<typeof conversation>) => ({ conversation: ref, content: "x" });
const block = (s: Stage) => s.run(updateContact, { contactId: s.contact.id, isBlocked: true });
const spam = (s: Stage) => s.run(labelConversation, { conversation: conversation(s), add: ["spam"] });
const divertAndSnooze = async (s: Stage) => {
  const { result } = await diverted(s);
  await s.run(changeStatus, { conversation: { conversationId: result.conversation.id }, signal: "snooze" });
};

export const MESSAGE_ENTRIES: Record<string, Entry> = {
  ...DRAFT_ENTRIES,
  ...FILE_ENTRIES,
  "receive-message": entry(receiveMessage)({
    cases: [
      { ...inText, title: "on an open one", expect: ["message.created"] },
      ...RECEIVED_QUOTES,
      ...fileCases("message.created"),
      ...repeatedByClientId(receiveMessage),
      ...repeatedBySourceId(receiveMessage),
      {
        ...inText,
        title: "on a resolved one",
        expect: ["message.created", "conversation.status_changed"],
        given: resolved,
      },
      {
        ...inText,
        title: "on a resolved one that the bot takes",
        expect: ["message.created", "conversation.status_changed"],
        given: all(withPolicy({ botEnabled: true, botTakesReopened: true }), resolved),
      },
      {
        ...inText,
        title: "diverted to a new conversation",
        expect: ["conversation.created", "message.created"],
        given: all(withPolicy({ onMessageAfterResolve: "newConversation" }), resolved),
      },
      {
        ...inText,
        title: "diverted to the newest unresolved one, by its own row",
        expect: ["message.created", "conversation.status_changed"],
        given: divertAndSnooze,
      },
      {
        ...inText,
        title: "on a snoozed one",
        expect: ["message.created", "conversation.status_changed"],
        given: (s) =>
          s.run(changeStatus, { conversation: conversation(s), signal: "snooze", until: later(s, 1) }),
      },
      {
        ...inText,
        title: "on a trashed, resolved one",
        expect: ["conversation.restored", "message.created", "conversation.status_changed"],
        given: all(resolved, trash),
      },
      {
        ...inText,
        title: "on a trashed, open one",
        expect: ["conversation.restored", "message.created"],
        given: trash,
      },
      {
        ...inText,
        title: "of a blocked contact on a trashed one",
        expect: ["message.created"],
        given: all(block, resolved, trash),
      },
      {
        ...inText,
        title: "on spam that is resolved",
        expect: ["message.created"],
        given: all(spam, resolved),
      },
      {
        ...inText,
        title: "of an integration's own contact",
        expect: ["message.created", "conversation.status_changed"],
        given: all((s) => s.run(updateContact, { contactId: s.contact.id, phone: "+123456" }), resolved),
      },
      ...MEMBER_CASES,
      {
        title: "longer than the preview, with astral characters",
        expect: ["message.created"],
        input: (s) => ({
          conversation: conversation(s),
          content: "🛵é".repeat(300),
          contentAttributes: { b: 1, a: { c: null } },
        }),
      },
      {
        title: "on a conversation that does not exist",
        expect: "conversation.not_found",
        input: () => ({ conversation: { displayId: 999_999 }, content: "x" }),
      },
    ],
    foreign: [...foreignConversation(of), FOREIGN_FILE, FOREIGN_QUOTE],
  }),

  "send-message": entry(sendMessage)({
    cases: [
      ...SENT_QUOTES,
      {
        ...outText,
        title: "plain",
        expect: ["message.created", "message.send_requested"],
        as: (s) => s.agent,
      },
      ...fileCases("message.created", "message.send_requested"),
      ...OUTGOING_MAIL_CASES,
      ...repeatedByClientId(sendMessage),
      ...repeatedBySourceId(sendMessage),
      {
        title: "and resolve",
        expect: ["message.created", "message.send_requested", "conversation.status_changed"],
        input: (s) => ({ conversation: conversation(s), content: "Bye", resolve: true }),
      },
      { ...outText, ...ASSIGNING },
      {
        title: "and resolve a resolved one",
        expect: ["message.created", "message.send_requested"],
        given: resolved,
        input: (s) => ({ conversation: conversation(s), content: "Bye", resolve: true }),
      },
      {
        title: "with the provider's id",
        expect: ["message.created"],
        input: (s) => ({ conversation: conversation(s), content: "x", sourceId: "p-1", clientId: "c-1" }),
      },
      {
        title: "whose receipts were parked",
        expect: ["message.created", "message.status_changed"],
        given: all(
          report({ bySource: "p-2" }, "read"),
          report({ bySource: "p-2" }, "failed", { error: "late" }),
        ),
        input: (s) => ({ conversation: conversation(s), content: "x", sourceId: "p-2" }),
      },
      {
        ...outText,
        title: "where messages start as sent",
        expect: ["message.created", "message.send_requested"],
        given: startsSent,
      },
      {
        title: "that left elsewhere",
        expect: ["message.created"],
        input: (s) => ({ conversation: conversation(s), content: "x", hasLeft: true }),
      },
      {
        title: "written with a canned reply",
        expect: ["message.created", "message.send_requested"],
        given: greeted,
        input: withGreeting,
      },
      {
        title: "after everything was seen",
        expect: ["message.created", "message.send_requested"],
        input: (s) => ({ conversation: conversation(s), content: "x", lastSeenNumber: s.incoming.number }),
      },
      {
        title: "that crosses the customer's message",
        expect: "message.unseen_newer",
        input: (s) => ({ conversation: conversation(s), content: "x", lastSeenNumber: 0 }),
      },
      {
        title: "that crosses another agent's reply",
        expect: "message.unseen_newer",
        as: (s) => s.agent,
        input: (s) => ({ conversation: conversation(s), content: "x", lastSeenNumber: s.incoming.number }),
      },
      {
        title: "longer than its inbox sends",
        expect: "message.too_long",
        given: shortMessages,
        input: (s) => ({ conversation: conversation(s), content: "Four" }),
      },
      { ...outText, title: "into a trashed one", expect: "conversation.trashed", given: trash },
    ],
    foreign: [...foreignConversation(of), FOREIGN_FILE, FOREIGN_QUOTE],
  }),

  ...RETRY_ENTRIES,
  ...UNDELIVERED_ENTRIES,
};
