import { linkContactToInbox } from "@/server/commands/contacts/save-contact";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changeStatus, markSpam, takeOver } from "@/server/commands/conversations/change-status";
import {
  type CreateConversation,
  createConversation,
} from "@/server/commands/conversations/create-conversation";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { trashConversation } from "@/server/commands/conversations/trash";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { labelConversation } from "@/server/commands/organising/labels";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type Case, type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { all, conversation, foreignConversation, resolved, signal, trash } from "./states";

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

const it = { input: (s: Stage) => ({ conversation: conversation(s) }) };
const pending = signal("markPending");
const labelled = (s: Stage) => s.run(labelConversation, { conversation: conversation(s), add: ["spam"] });

/** Commands that change several facets of a conversation in one operation. */
export const TOGETHER_ENTRIES: Record<string, Entry> = {
  "mark-spam": entry(markSpam)({
    cases: [
      {
        ...it,
        title: "an open one",
        expect: ["conversation.labelled", "conversation.status_changed"],
        as: (s) => s.agent,
      },
      { ...it, title: "a resolved one", expect: ["conversation.labelled"], given: resolved },
      { ...it, title: "one that is marked already", expect: "nothing", given: all(labelled, resolved) },
      { ...it, title: "a trashed one", expect: "conversation.trashed", given: trash },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref })),
  }),

  "take-over": entry(takeOver)({
    cases: [
      {
        ...it,
        title: "a pending one",
        expect: ["conversation.status_changed", "conversation.assigned"],
        as: (s) => s.agent,
        given: pending,
      },
      {
        ...it,
        title: "a pending one that is one's own",
        expect: ["conversation.status_changed"],
        given: all(
          (s) => s.run(assignConversation, { conversation: conversation(s), assigneeId: s.admin.userId }),
          pending,
        ),
      },
      {
        ...it,
        title: "for a caller without a user",
        expect: ["conversation.status_changed"],
        as: (s) => systemCaller(s.accountId),
        given: pending,
      },
      { ...it, title: "an open one", expect: "conversation.not_pending" },
      { ...it, title: "a trashed one", expect: "conversation.trashed", given: all(pending, trash) },
    ],
    foreign: [
      {
        what: "conversation",
        scope: "inbox",
        expect: "conversation.not_found",
        given: pending,
        input: (_, owner) => ({ conversation: conversation(owner) }),
      },
    ],
  }),
};

export const bare = (stage: Stage) => ({
  inboxId: stage.inbox.id,
  contactId: stage.contact.id,
  startedBy: "other" as const,
});

/** The inbox of each stage whose channel keeps one conversation of a contact, and the stage's contact there. */
const kept = new WeakMap<Stage, { inboxId: number; conversationId: number }>();
const ofKept = (stage: Stage) => ({ ...bare(stage), inboxId: kept.get(stage)?.inboxId ?? 0 });
const withOne = async (s: Stage) => {
  const { id: inboxId } = (await s.run(createInbox, { name: "App", channel: "wukongim" })).result;
  const { conversation } = (await s.run(createConversation, { ...bare(s), inboxId })).result;
  kept.set(s, { inboxId, conversationId: conversation.id });
};
const withOneThat =
  (change: (s: Stage, ref: { conversation: { conversationId: number } }) => Promise<unknown>) =>
  async (s: Stage) => {
    await withOne(s);
    await change(s, { conversation: { conversationId: kept.get(s)?.conversationId ?? 0 } });
  };
const resolvedOne = withOneThat((s, at) => s.run(changeStatus, { ...at, signal: "resolve" }));
const trashedOne = withOneThat(async (s, at) => {
  await s.run(changeStatus, { ...at, signal: "resolve" });
  await s.run(trashConversation, at);
});

/** A new conversation where the channel keeps one of each customer. */
export const KEPT_CASES: readonly Case<CreateConversation>[] = [
  {
    title: "where the channel keeps one, and there is one",
    expect: "conversation.exists",
    given: withOne,
    input: ofKept,
  },
  {
    title: "where the channel keeps one: the same again",
    expect: "nothing",
    given: withOne,
    input: (s) => ({ ...ofKept(s), orExisting: true }),
  },
  {
    title: "where the channel keeps one that is resolved: reopened, with the message",
    expect: ["conversation.status_changed", "message.created", "message.send_requested"],
    given: resolvedOne,
    input: (s) => ({
      ...ofKept(s),
      startedBy: "agent" as const,
      orExisting: true,
      message: { content: "Your parcel is here" },
    }),
  },
  {
    title: "where the channel keeps one that is resolved and in the trash: restored, then reopened",
    expect: ["conversation.restored", "conversation.status_changed"],
    given: trashedOne,
    input: (s) => ({ ...ofKept(s), orExisting: true }),
  },
];
