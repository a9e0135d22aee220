import { setAttributes, setSubject } from "@/server/commands/conversations/set-fields";
import { createAttributeDefinition } from "@/server/commands/organising/attribute-definitions";
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
      { title: "of a trashed one", expect: "conversation.trashed", given: trash, ...subject("Lost parcel") },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, subject: "Lost parcel" })),
  }),
};
