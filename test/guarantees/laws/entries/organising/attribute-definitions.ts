import {
  createAttributeDefinition,
  deleteAttributeDefinition,
  moveAttributeDefinition,
  updateAttributeDefinition,
} from "@/server/commands/organising/attribute-definitions";
import { defined } from "@/server/lib/defined";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { nounOf } from "@/test/guarantees/laws/noun";
import type { Stage } from "@/test/guarantees/laws/stage";

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

const definition = nounOf({
  name: "attribute_definition",
  create: createAttributeDefinition,
  valid: () => plan,
  key: (definitionId) => ({ definitionId }),
});
const { given, idOf, foreign } = definition;
const givenTwo = async (stage: Stage) => {
  await stage.run(createAttributeDefinition, { ...plan, key: "size" });
  await given(stage);
};
export const ATTRIBUTE_DEFINITION_ENTRIES: Record<string, Entry> = {
  ...definition.entries({
    update: (tx, { definitionId, ...fields }) =>
      updateAttributeDefinition(tx, { definitionId, ...defined(fields) }),
    remove: deleteAttributeDefinition,
    unique: { field: "key", refusal: "attribute_definition.taken" },
    changes: { "its choices": { choices: ["free", "pro", "team"] } },
    foreign: "it names nothing",
    more: {
      create: [
        {
          title: "under the key of another model",
          expect: ["attribute_definition.created"],
          given,
          input: () => ({ ...plan, model: "conversation" }),
        },
      ],
    },
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
    foreign: foreign((id) => ({ ...id, direction: "up" })),
  }),
};
