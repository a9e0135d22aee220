import { changeParticipants } from "@/server/commands/conversations/assign";
import { sendTranscript } from "@/server/commands/conversations/send-transcript";
import { setAttributes, setSubject } from "@/server/commands/conversations/set-fields";
import { createAttributeDefinition } from "@/server/commands/organising/attribute-definitions";
import { systemCaller } from "@/server/contract/_shared/caller";
import { ATTRIBUTES_MAX } from "@/server/domain/organising/attribute-definition";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { conversation, foreignConversation, trash } from "./states";

const plan = { plan: "gold", seats: 3 };
const given = (s: Stage) => s.run(setAttributes, { conversation: conversation(s), set: plan });
const defined = (s: Stage) =>
  s.run(createAttributeDefinition, {
    ...{ model: "conversation", key: "plan", displayName: "Plan", kind: "list", choices: ["free", "pro"] },
  });
const change = (more: Omit<Parameters<typeof setAttributes>[1], "conversation">) => ({
  input: (s: Stage) => ({ conversation: conversation(s), ...more }),
});
const subject = (text: string) => ({
  input: (s: Stage) => ({ conversation: conversation(s), subject: text }),
});
const tooMany = Object.fromEntries(Array.from({ length: ATTRIBUTES_MAX + 1 }, (_, i) => [`name ${i}`, i]));

export const ATTRIBUTE_ENTRIES: Record<string, Entry> = {
  "set-attributes": entry(setAttributes)({
    cases: [
      {
        title: "the first ones",
        expect: ["conversation.updated"],
        as: (s) => s.agent,
        ...change({ set: plan }),
      },
      {
        title: "another value",
        expect: ["conversation.updated"],
        given,
        ...change({ set: { plan: "free" } }),
      },
      {
        title: "the same in another order",
        expect: "nothing",
        given,
        ...change({ set: { seats: 3, plan: "gold" } }),
      },
      { title: "one removed", expect: ["conversation.updated"], given, ...change({ remove: ["plan"] }) },
      {
        title: "one removed that does not exist",
        expect: "nothing",
        given,
        ...change({ remove: ["size"] }),
      },
      {
        title: "all replaced",
        expect: ["conversation.updated"],
        given,
        ...change({ set: { size: 1 }, isWhole: true }),
      },
      { title: "too many", expect: "attributes.too_much", given, ...change({ set: tooMany }) },
      {
        title: "a typed one that fits its definition",
        expect: ["conversation.updated"],
        given: defined,
        ...change({ set: { plan: "pro" }, isTyped: true }),
      },
      {
        title: "a typed one that does not fit its definition",
        expect: "attribute.invalid",
        given: defined,
        ...change({ set: { plan: "gold" }, isTyped: true }),
      },
      {
        title: "an integrator's that does not fit its definition",
        expect: ["conversation.updated"],
        given: defined,
        ...change({ set: { plan: "gold" } }),
      },
      { title: "of a trashed one", expect: "conversation.trashed", given: trash, ...change({ set: plan }) },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, set: plan })),
  }),

  "set-subject": entry(setSubject)({
    cases: [
      { title: "the first one", expect: ["conversation.updated"], ...subject("Lost parcel") },
      {
        title: "the same again",
        expect: "nothing",
        given: (s) => s.run(setSubject, subject("Lost parcel").input(s)),
        ...subject("Lost parcel"),
      },
      {
        title: "none any more",
        expect: ["conversation.updated"],
        given: (s) => s.run(setSubject, subject("Lost parcel").input(s)),
        ...subject(""),
      },
      { title: "of a trashed one", expect: "conversation.trashed", given: trash, ...subject("Lost parcel") },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, subject: "Lost parcel" })),
  }),
};

const idOf = (s: Stage): number => s.agent.userId ?? 0;
const adding = (s: Stage) => ({ conversation: conversation(s), add: [idOf(s)] as readonly number[] });
const followed = (s: Stage) => s.run(changeParticipants, adding(s));

export const PARTICIPANT_ENTRIES: Record<string, Entry> = {
  "change-participants": entry(changeParticipants)({
    cases: [
      {
        title: "one begins to follow",
        expect: ["conversation.participants_changed"],
        as: (s) => s.agent,
        input: adding,
      },
      { title: "one follows already", expect: "nothing", given: followed, input: adding },
      {
        title: "one stops following",
        expect: ["conversation.participants_changed"],
        given: followed,
        input: (s) => ({ conversation: conversation(s), remove: [idOf(s)] }),
      },
      {
        title: "one who did not follow stops",
        expect: "nothing",
        input: (s) => ({ conversation: conversation(s), remove: [idOf(s)] }),
      },
      {
        title: "one who may not see the inbox",
        expect: "member.not_found",
        input: (s) => ({ conversation: conversation(s), add: [s.outsider.userId ?? 0] }),
      },
      { title: "of a trashed one", expect: "conversation.trashed", given: trash, input: adding },
    ],
    foreign: [
      ...foreignConversation((_, ref) => ({ conversation: ref, add: [] as readonly number[] })),
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (own, owner) => ({ conversation: conversation(own), add: [idOf(owner)] }),
      },
    ],
  }),
};

const email = "li@example.test";
const own = { input: (s: Stage) => ({ conversation: conversation(s), email }) };
const other = { input: (s: Stage) => ({ conversation: conversation(s), email: "else@example.test" }) };

export const TRANSCRIPT_ENTRIES: Record<string, Entry> = {
  "send-transcript": entry(sendTranscript)({
    cases: [
      { ...own, title: "to the customer", expect: "nothing", as: (s) => s.agent },
      { ...other, title: "to another address", expect: "transcript.other_address", as: (s) => s.agent },
      { ...other, title: "to another address by an administrator", expect: "nothing" },
      { ...own, title: "again", expect: "nothing", given: (s) => s.run(sendTranscript, own.input(s)) },
      { ...own, title: "of a trashed one", expect: "conversation.trashed", given: trash },
      { ...own, title: "by nobody", expect: "auth.forbidden", as: (s) => systemCaller(s.accountId) },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, email })),
  }),
};
