import { linkContactToInbox } from "@/server/commands/contacts/save-contact";
import { assignConversation } from "@/server/commands/conversations/assign";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { conversation, foreignConversation, trash } from "./states";

/** Moves to the inbox that the agent does not see. */
export const move = (s: Stage) =>
  s.run(moveConversation, { conversation: conversation(s), inboxId: s.hiddenInbox.id });
export const back = (s: Stage) =>
  s.run(moveConversation, { conversation: conversation(s), inboxId: s.inbox.id });
const toHidden = {
  input: (s: Stage) => ({ conversation: conversation(s), inboxId: s.hiddenInbox.id }),
};
export const givenToAgent = (s: Stage) =>
  s.run(assignConversation, { conversation: conversation(s), assigneeId: s.agent.userId });

/** An inbox of another channel. */
const made = new WeakMap<Stage, number>();
const website = async (s: Stage) => {
  made.set(s, (await s.run(createInbox, { name: "Chat", channel: "widget" })).result.id);
};
/** An inbox whose channel keeps one conversation of each customer, where the contact has a name. */
const app = async (s: Stage) => {
  const { id: inboxId } = (await s.run(createInbox, { name: "App", channel: "wukongim" })).result;
  await s.run(linkContactToInbox, { contactId: s.contact.id, inboxId, sourceId: "li" });
  made.set(s, inboxId);
};
const talkingInApp = async (s: Stage) => {
  await app(s);
  const begun = { inboxId: made.get(s) ?? 0, contactId: s.contact.id, startedBy: "other" as const };
  await s.run(createConversation, begun);
};
const toMade = { input: (s: Stage) => ({ conversation: conversation(s), inboxId: made.get(s) ?? 0 }) };
const onLegalHold = (s: Stage) => s.run(updateInbox, { inboxId: s.inbox.id, legalHold: true });

export const MOVE_ENTRIES: Record<string, Entry> = {
  "move-conversation": entry(moveConversation)({
    cases: [
      { ...toHidden, title: "to another inbox", expect: ["conversation.moved"] },
      {
        ...toHidden,
        title: "away from an assignee who does not see the other inbox",
        expect: ["conversation.assigned", "conversation.moved"],
        given: givenToAgent,
      },
      {
        title: "to its first inbox",
        expect: ["conversation.moved"],
        given: move,
        input: (s) => ({ conversation: conversation(s), inboxId: s.inbox.id }),
      },
      {
        title: "to the inbox where it is",
        expect: "nothing",
        input: (s) => ({ conversation: conversation(s), inboxId: s.inbox.id }),
      },
      { ...toHidden, title: "out of the trash", expect: "conversation.trashed", given: trash },
      {
        ...toHidden,
        title: "by an agent who does not see the other inbox",
        expect: "inbox.not_found",
        as: (s) => s.agent,
      },
      { ...toHidden, title: "out of an inbox on legal hold", expect: "inbox.legal_hold", given: onLegalHold },
      {
        ...toMade,
        title: "to an inbox whose channel does not reach the contact",
        expect: "conversation.contact_unreachable",
        given: website,
      },
      {
        ...toMade,
        title: "to an inbox whose channel keeps a history, which begins",
        expect: ["conversation.moved", "conversation_member.joined"],
        given: app,
      },
      {
        ...toMade,
        title: "to an inbox whose channel keeps one, and there is one",
        expect: "conversation.exists",
        given: talkingInApp,
      },
    ],
    foreign: [
      ...foreignConversation((own, ref) => ({ conversation: ref, inboxId: own.inbox.id })),
      {
        what: "inbox",
        scope: "account",
        expect: "inbox.not_found",
        input: (own, owner) => ({ conversation: conversation(own), inboxId: owner.inbox.id }),
      },
    ],
  }),
};
