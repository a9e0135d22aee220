import {
  createLabel,
  deleteLabel,
  labelContact,
  labelConversation,
  moveLabel,
  updateLabel,
} from "@/server/commands/organising/labels";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listLabelMoves } from "@/server/store/organising/label-moves";
import { all, conversation, forbidden, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The label of each stage, and its pending move to other conversations. */
const made = new WeakMap<Stage, number>();
const moveIds = new WeakMap<Stage, number>();
const idOf = (stage: Stage): number => made.get(stage) ?? 0;
const moveOf = (stage: Stage): number => moveIds.get(stage) ?? 0;
const vip = { name: "vip", colour: "red", description: "Large accounts" } as const;

const given = async (stage: Stage) => {
  made.set(stage, (await stage.run(createLabel, vip)).result.id);
};
const other = (stage: Stage) => stage.run(createLabel, { ...vip, name: "billing" });
const carried = (stage: Stage) =>
  stage.run(labelConversation, { conversation: conversation(stage), add: ["vip", "billing"] });
const contactCarries = (stage: Stage) =>
  stage.run(labelContact, { contactId: stage.contact.id, add: ["vip"] });
const deleted = (stage: Stage) => stage.run(deleteLabel, { labelId: idOf(stage) });
const renamed = (stage: Stage) => stage.run(updateLabel, { labelId: idOf(stage), name: "key account" });
const findMove = async (stage: Stage) => {
  const moves = await listLabelMoves(stage.world.database, 1000);
  moveIds.set(stage, moves.find(({ accountId }) => accountId === stage.accountId)?.moveId ?? 0);
};
const foreign = <I>(input: (labelId: number) => I): ForeignId<I>[] => [
  {
    what: "label",
    scope: "account",
    expect: "label.not_found",
    given,
    input: (_, owner) => input(idOf(owner)),
  },
];
const asSystem = { as: (s: Stage) => systemCaller(s.accountId) };
const move = { ...asSystem, input: (s: Stage) => ({ moveId: moveOf(s) }) };

export const LABEL_ENTRIES: Record<string, Entry> = {
  "create-label": entry(createLabel)({
    cases: [
      { title: "a first one", expect: ["label.created"], input: () => ({ ...vip, name: " VIP " }) },
      {
        title: "under the name of a deleted one",
        expect: ["label.created"],
        given: all(given, deleted),
        input: () => vip,
      },
      { title: "under a name that another has", expect: "label.taken", given, input: () => vip },
      { title: "under the built-in name", expect: "label.taken", input: () => ({ ...vip, name: "Spam" }) },
      { title: "without a name", expect: "input.invalid", input: () => ({ ...vip, name: " " }) },
      { title: "by an agent", ...forbidden, input: () => vip },
    ],
    foreign: "it names nothing",
  }),

  "update-label": entry(updateLabel)({
    cases: [
      {
        title: "its name",
        expect: ["label.updated"],
        given,
        input: (s) => ({ labelId: idOf(s), name: "Key account" }),
      },
      {
        title: "its colour",
        expect: ["label.updated"],
        given,
        input: (s) => ({ labelId: idOf(s), colour: "teal" }),
      },
      { title: "to the same", expect: "nothing", given, input: (s) => ({ labelId: idOf(s), ...vip }) },
      {
        title: "to a name that another has",
        expect: "label.taken",
        given: all(given, other),
        input: (s) => ({ labelId: idOf(s), name: "billing" }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ labelId: idOf(s), colour: "teal" }) },
    ],
    foreign: foreign((labelId) => ({ labelId, name: "theirs" })),
  }),

  "delete-label": entry(deleteLabel)({
    cases: [
      { title: "one", expect: ["label.deleted"], given, input: (s) => ({ labelId: idOf(s) }) },
      {
        title: "twice",
        expect: "label.not_found",
        given: all(given, deleted),
        input: (s) => ({ labelId: idOf(s) }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ labelId: idOf(s) }) },
    ],
    foreign: foreign((labelId) => ({ labelId })),
  }),

  "label-contact": entry(labelContact)({
    cases: [
      {
        title: "with a new name and a known one",
        expect: ["label.created", "contact.updated"],
        as: (s) => s.agent,
        given,
        input: (s) => ({ contactId: s.contact.id, set: ["VIP", "wholesale"] }),
      },
      {
        title: "removed",
        expect: ["contact.updated"],
        given: all(given, contactCarries),
        input: (s) => ({ contactId: s.contact.id, remove: ["vip"] }),
      },
      {
        title: "that it has already",
        expect: "nothing",
        given: all(given, contactCarries),
        input: (s) => ({ contactId: s.contact.id, add: ["Vip"] }),
      },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (_, owner) => ({ contactId: owner.contact.id, add: ["vip"] }),
      },
    ],
  }),

  "move-label": entry(moveLabel)({
    cases: [
      {
        ...move,
        title: "of a renamed one",
        expect: ["conversation.labelled"],
        given: all(given, carried, renamed, findMove),
      },
      {
        ...move,
        title: "of a deleted one",
        expect: ["conversation.labelled"],
        given: all(given, carried, deleted, findMove),
      },
      {
        ...move,
        title: "of a deleted one in a trashed conversation",
        expect: ["conversation.labelled"],
        given: all(given, carried, trash, deleted, findMove),
      },
      {
        ...move,
        title: "of a renamed one of a contact",
        expect: ["contact.updated"],
        given: all(given, contactCarries, renamed, findMove),
      },
      { ...move, title: "that nothing carries", expect: "nothing", given: all(given, renamed, findMove) },
      { ...move, title: "that is done", expect: "nothing" },
    ],
    // The result is null if there is nothing left to move.
    refusedAs: (moved) => (moved ? null : "label.not_found"),
    foreign: [
      {
        what: "move",
        scope: "account",
        expect: "label.not_found",
        given: all(given, carried, renamed, findMove),
        input: (_, owner) => ({ moveId: moveOf(owner) }),
      },
    ],
  }),
};
