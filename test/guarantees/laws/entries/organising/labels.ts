import {
  createLabel,
  deleteLabel,
  labelContact,
  labelConversation,
  moveLabel,
  updateLabel,
} from "@/server/commands/organising/labels";
import { createMacro } from "@/server/commands/organising/macros";
import { createView } from "@/server/commands/organising/views";
import { systemCaller } from "@/server/contract/_shared/caller";
import { ANY_FILTER } from "@/server/contract/organising/saved-view";
import { listLabelMoves } from "@/server/store/organising/label-moves";
import { all, conversation, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { nounOf } from "@/test/guarantees/laws/noun";
import type { Stage } from "@/test/guarantees/laws/stage";

const vip = { name: "vip", colour: "red", description: "Large accounts" } as const;
const label = nounOf({
  name: "label",
  create: createLabel,
  valid: () => vip,
  key: (labelId) => ({ labelId }),
});
const { given, keyOf } = label;

/** The pending move of each stage's label to other conversations. */
const moveIds = new WeakMap<Stage, number>();
const moveOf = (stage: Stage): number => moveIds.get(stage) ?? 0;

const carried = (stage: Stage) =>
  stage.run(labelConversation, { conversation: conversation(stage), add: ["vip", "billing"] });
const contactCarries = (stage: Stage) =>
  stage.run(labelContact, { contactId: stage.contact.id, add: ["vip"] });
const named = async (stage: Stage) => {
  await stage.run(createView, { name: "Large", isShared: true, filter: { ...ANY_FILTER, label: "vip" } });
  const actions = [{ type: "label" as const, add: [], remove: ["vip"] }];
  await stage.run(createMacro, { name: "Small", isOwn: false, actions });
};
const deleted = (stage: Stage) => stage.run(deleteLabel, keyOf(stage));
const renamed = (stage: Stage) => stage.run(updateLabel, { ...keyOf(stage), name: "key account" });
const findMove = async (stage: Stage) => {
  const moves = await listLabelMoves(stage.world.database, 1000);
  moveIds.set(stage, moves.find(({ accountId }) => accountId === stage.accountId)?.moveId ?? 0);
};
const asSystem = { as: (s: Stage) => systemCaller(s.accountId) };
const move = { ...asSystem, input: (s: Stage) => ({ moveId: moveOf(s) }) };

export const LABEL_ENTRIES: Record<string, Entry> = {
  ...label.entries({
    update: updateLabel,
    remove: deleteLabel,
    unique: {
      field: "name",
      refusal: "label.taken",
      rival: { row: { ...vip, name: "billing" }, change: { name: "billing" } },
    },
    changes: { "its name": { name: "Key account" }, "its colour": { colour: "teal" } },
    foreign: "it names nothing",
    more: {
      create: [
        { title: "in capitals", expect: ["label.created"], input: () => ({ ...vip, name: " VIP " }) },
        {
          title: "under the built-in name",
          expect: "label.taken",
          input: () => ({ ...vip, name: "Spam" }),
        },
        { title: "without a name", expect: "input.invalid", input: () => ({ ...vip, name: " " }) },
      ],
    },
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
      {
        ...move,
        title: "of a renamed one of a view and a macro",
        expect: ["view.updated", "macro.updated"],
        given: all(given, named, renamed, findMove),
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
