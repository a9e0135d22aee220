import type { Command } from "@/server/commands/_run/run";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { removeMembers } from "@/server/commands/groups/change-members";
import { setReplyAssignment } from "@/server/commands/members/profile";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { keepDraft } from "@/server/commands/messages/keep-draft";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { submitValues } from "@/server/dialects/chatwoot/commands/visitors";
import {
  all,
  conversation,
  foreignConversation,
  trash,
  withPolicy,
} from "@/test/guarantees/laws/entries/conversations/states";
import { group, groupOf, ofGroup } from "@/test/guarantees/laws/entries/groups/states";
import { type Case, type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The message of each stage's case that asks for something. */
const subject = new WeakMap<Stage, number>();
const ofSubject = (s: Stage) => ({ messageId: subject.get(s) ?? 0 });
const asked = async (s: Stage) => {
  const contentAttributes = { items: [{ title: "Yes", value: "y" }] };
  const message = { content: "Sure?", contentType: "input_select", contentAttributes };
  subject.set(s, (await s.run(sendMessage, { ...message, conversation: conversation(s) })).result.message.id);
};

export const ANSWER_ENTRIES: Record<string, Entry> = {
  "submit-values": entry(submitValues)({
    cases: [
      {
        title: "of a message that asks for something",
        expect: ["message.updated"],
        given: asked,
        input: (s) => ({ ...ofSubject(s), values: { submitted_values: [{ title: "Yes", value: "y" }] } }),
      },
      {
        title: "the same again",
        expect: "nothing",
        given: async (s) => {
          await asked(s);
          await s.run(submitValues, { ...ofSubject(s), values: { submitted_email: "li@example.test" } });
        },
        input: (s) => ({ ...ofSubject(s), values: { submitted_email: "li@example.test" } }),
      },
      {
        title: "of one that asks for nothing",
        expect: "input.invalid",
        input: (s) => ({ messageId: s.outgoing.id, values: { submitted_values: [] } }),
      },
      {
        title: "of a deleted one",
        expect: "message.deleted",
        given: async (s) => {
          await asked(s);
          await s.run(deleteMessage, ofSubject(s));
        },
        input: (s) => ({ ...ofSubject(s), values: { submitted_values: [] } }),
      },
    ],
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        given: asked,
        input: (_, o) => ({ ...ofSubject(o), values: { submitted_email: "li@example.test" } }),
      },
    ],
  }),
};

const draft = (content: string | null) => ({
  input: (s: Stage) => ({
    conversation: conversation(s),
    draft: content === null ? null : { kind: "message" as const, content },
  }),
});

export const DRAFT_ENTRIES: Record<string, Entry> = {
  "keep-draft": entry(keepDraft)({
    cases: [
      { ...draft("Dear"), title: "a first one", expect: "nothing" },
      {
        ...draft("Dear Li"),
        title: "written on",
        expect: "nothing",
        given: (s) => s.run(keepDraft, draft("Dear").input(s)),
      },
      {
        ...draft(null),
        title: "none any more",
        expect: "nothing",
        given: (s) => s.run(keepDraft, draft("x").input(s)),
      },
      { ...draft("Dear"), title: "of a trashed one", expect: "nothing", given: trash },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, draft: { kind: "note", content: "x" } })),
  }),
};

const fromBo = {
  input: (s: Stage) => ({ ...ofGroup(s), fromContactId: groupOf(s).bo, content: "Tomorrow" }),
};
const resolve = (s: Stage) => s.run(changeStatus, { ...ofGroup(s), signal: "resolve" });

/** Messages of a group's members. */
export const MEMBER_CASES = [
  { ...fromBo, title: "of a member of a group", expect: ["message.created"] as const, given: group },
  {
    ...fromBo,
    title: "of a member of a resolved group, which is not diverted",
    expect: ["message.created", "conversation.status_changed"] as const,
    given: all(withPolicy({ onMessageAfterResolve: "newConversation" }), group, resolve),
  },
  {
    ...fromBo,
    title: "of a blocked member of a resolved group",
    expect: ["message.created"] as const,
    given: all(group, resolve, (s) => s.run(updateContact, { contactId: groupOf(s).bo, isBlocked: true })),
  },
  {
    title: "of a member, under the client id of another member",
    expect: ["message.created"] as const,
    given: async (s: Stage) => {
      await group(s);
      const fromOwner = { ...ofGroup(s), fromContactId: s.contact.id, content: "Mine", clientId: "1" };
      await s.run(receiveMessage, fromOwner);
    },
    input: (s: Stage) => ({
      ...ofGroup(s),
      fromContactId: groupOf(s).bo,
      content: "Not mine",
      clientId: "1",
    }),
  },
  {
    ...fromBo,
    title: "of who left the group",
    expect: "conversation_member.not_found" as const,
    given: all(group, (s) => s.run(removeMembers, { ...ofGroup(s), contactIds: [groupOf(s).bo] })),
  },
  {
    title: "of who never was in the group",
    expect: "conversation_member.not_found" as const,
    given: group,
    input: (s: Stage) => ({ ...ofGroup(s), fromContactId: groupOf(s).chen, content: "Hi" }),
  },
];

/** Sends into the stage's group, with an undo window. */
export const sendToGroup = async (s: Stage): Promise<number> => {
  await group(s);
  return (await s.run(sendMessage, { ...ofGroup(s), content: "In a moment", holdMs: 8_000 })).result.message
    .id;
};

/** A reply that assigns its conversation. */
export const ASSIGNING = {
  title: "by a member whom it assigns",
  expect: ["message.created", "message.send_requested", "conversation.assigned"] as const,
  given: (s: Stage) => s.run(setReplyAssignment, { choice: "always" }),
};

type Written = {
  conversation: { displayId: number } | { conversationId: number };
  content: string;
  clientId?: string | null;
  sourceId?: string | null;
};

const written = (s: Stage, more: Partial<Written> = {}): Written => ({
  conversation: conversation(s),
  content: "Once",
  ...more,
});

/** An input that was stored before, which changes nothing. */
export const repeated = <I>(command: Command<I, unknown>, input: (s: Stage) => I): Case<I> => ({
  title: "the same again",
  expect: "nothing",
  given: (s) => s.run(command, input(s)),
  input,
});

/** Of each command that writes a message under a client id. */
export const repeatedByClientId = (command: Command<Written, unknown>): Case<Written>[] => {
  const given = (s: Stage) => s.run(command, written(s, { clientId: "c-7" }));
  return [
    {
      title: "the same again under its client id",
      expect: "nothing",
      given,
      input: (s) => written(s, { clientId: "c-7" }),
    },
    {
      title: "another one under a client id",
      expect: "client_id.taken",
      given,
      input: (s) => written(s, { clientId: "c-7", content: "Twice" }),
    },
  ];
};

/** Of each command that stores a message which a channel has by its own id. */
export const repeatedBySourceId = (command: Command<Written, unknown>): Case<Written>[] => {
  const given = (s: Stage) => s.run(command, written(s, { sourceId: "wamid.7" }));
  return [
    {
      title: "the same again under the channel's id",
      expect: "nothing",
      given,
      input: (s) => written(s, { sourceId: "wamid.7" }),
    },
    {
      title: "an edited one, under the id of the first",
      expect: ["message.created"],
      given,
      input: (s) => written(s, { sourceId: "wamid.7", content: "Edited" }),
    },
  ];
};
