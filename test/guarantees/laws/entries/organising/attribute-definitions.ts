import {
  createAttributeDefinition,
  deleteAttributeDefinition,
  moveAttributeDefinition,
  updateAttributeDefinition,
} from "@/server/commands/organising/attribute-definitions";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The definition of each stage. */
const made = new WeakMap<Stage, number>();
const idOf = (stage: Stage): number => made.get(stage) ?? 0;
const plan = {
  model: "contact" as const,
  key: "plan",
  displayName: "Plan",
  description: null,
  kind: "list" as const,
  choices: ["free", "pro"],
  pattern: null,
  patternHint: null,
};

const given = async (stage: Stage) => {
  made.set(stage, (await stage.run(createAttributeDefinition, plan)).result.id);
};
const givenTwo = async (stage: Stage) => {
  await stage.run(createAttributeDefinition, { ...plan, key: "size" });
  await given(stage);
};
const deleted = async (stage: Stage) => {
  await given(stage);
  await stage.run(deleteAttributeDefinition, { definitionId: idOf(stage) });
};
const foreign = <I>(input: (definitionId: number) => I): ForeignId<I>[] => [
  {
    what: "attribute definition",
    scope: "account",
    expect: "attribute_definition.not_found",
    given,
    input: (_, owner) => input(idOf(owner)),
  },
];

export const ATTRIBUTE_DEFINITION_ENTRIES: Record<string, Entry> = {
  "create-attribute-definition": entry(createAttributeDefinition)({
    cases: [
      { title: "a first one", expect: ["attribute_definition.created"], input: () => plan },
      {
        title: "under a key of a deleted one",
        expect: ["attribute_definition.created"],
        given: deleted,
        input: () => plan,
      },
      {
        title: "under the key of another model",
        expect: ["attribute_definition.created"],
        given,
        input: () => ({ ...plan, model: "conversation" as const }),
      },
      {
        title: "under a key that another has",
        expect: "attribute_definition.taken",
        given,
        input: () => plan,
      },
      { title: "by an agent", ...forbidden, input: () => plan },
    ],
    foreign: "it names nothing",
  }),

  "update-attribute-definition": entry(updateAttributeDefinition)({
    cases: [
      {
        title: "its choices",
        expect: ["attribute_definition.updated"],
        given,
        input: (s) => ({ definitionId: idOf(s), choices: ["free", "pro", "team"] }),
      },
      {
        title: "to the same",
        expect: "nothing",
        given,
        input: (s) => ({ definitionId: idOf(s), choices: ["free", "pro"], displayName: "Plan" }),
      },
      {
        title: "by an agent",
        ...forbidden,
        given,
        input: (s) => ({ definitionId: idOf(s), displayName: "Tariff" }),
      },
    ],
    foreign: foreign((definitionId) => ({ definitionId, displayName: "x" })),
  }),

  "move-attribute-definition": entry(moveAttributeDefinition)({
    cases: [
      {
        title: "above another",
        expect: ["attribute_definition.updated", "attribute_definition.updated"],
        given: givenTwo,
        input: (s) => ({ definitionId: idOf(s), direction: "up" }),
      },
      {
        title: "down from the end",
        expect: "nothing",
        given: givenTwo,
        input: (s) => ({ definitionId: idOf(s), direction: "down" }),
      },
      {
        title: "by an agent",
        ...forbidden,
        given,
        input: (s) => ({ definitionId: idOf(s), direction: "up" }),
      },
    ],
    foreign: foreign((definitionId) => ({ definitionId, direction: "up" })),
  }),

  "delete-attribute-definition": entry(deleteAttributeDefinition)({
    cases: [
      {
        title: "one",
        expect: ["attribute_definition.deleted"],
        given,
        input: (s) => ({ definitionId: idOf(s) }),
      },
      {
        title: "twice",
        expect: "attribute_definition.not_found",
        given: deleted,
        input: (s) => ({ definitionId: idOf(s) }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ definitionId: idOf(s) }) },
    ],
    foreign: foreign((definitionId) => ({ definitionId })),
  }),
};
