import { z } from "zod";
import { accountDto, instant } from "@/server/contract/_shared/dto";
import { name, text } from "@/server/contract/_shared/fields";
import {
  LABEL_DESCRIPTION_CHARS_MAX,
  NAME_CHARS_MAX,
  TYPED_ATTRIBUTE_NAME_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { compileAttributePattern } from "./attribute-pattern";
import {
  ATTRIBUTE_CHOICES_MAX,
  ATTRIBUTE_KINDS,
  ATTRIBUTE_MODELS,
  ATTRIBUTE_PATTERN_CHARS_MAX,
} from "./constants";

/** A regular expression that RE2 runs: without lookaround and backward references. */
const pattern = text(1, ATTRIBUTE_PATTERN_CHARS_MAX).refine((one) => compileAttributePattern(one) !== null, {
  error: "is no regular expression that RE2 can run",
});

/** What a member may change of a definition; the model and the key stay. */
export const updateAttributeDefinitionInput = z
  .object({
    displayName: name(NAME_CHARS_MAX),
    description: text(0, LABEL_DESCRIPTION_CHARS_MAX).nullable(),
    kind: z.enum(ATTRIBUTE_KINDS),
    choices: z.array(name(NAME_CHARS_MAX)).max(ATTRIBUTE_CHOICES_MAX),
    pattern: pattern.nullable(),
    patternHint: text(1, NAME_CHARS_MAX).nullable(),
  })
  .partial();

export const createAttributeDefinitionInput = updateAttributeDefinitionInput
  .required({ displayName: true })
  .extend({
    kind: z.enum(ATTRIBUTE_KINDS),
    model: z.enum(ATTRIBUTE_MODELS),
    key: name(TYPED_ATTRIBUTE_NAME_CHARS_MAX),
  });

export const moveAttributeDefinitionInput = z.object({ direction: z.enum(["up", "down"]) });

export type AttributeModel = (typeof ATTRIBUTE_MODELS)[number];

/**
 * What a custom attribute is called and how programs show it. What members type is checked against it; what integrators write is
 * not.
 */
export const attributeDefinitionDto = accountDto.omit({ name: true }).extend({
  model: z.enum(ATTRIBUTE_MODELS),
  /** The attribute's name in `customAttributes`. */
  key: z.string(),
  displayName: z.string(),
  description: z.string().nullable(),
  kind: z.enum(ATTRIBUTE_KINDS),
  /** Of a list: what may be chosen. */
  choices: z.array(z.string()),
  /** A regular expression that a text must match somewhere, and what to say where it does not. */
  pattern: z.string().nullable(),
  patternHint: z.string().nullable(),
  /** Ascending in forms; those with the same, in the order of their creation. */
  position: z.number().int(),
  deletedAt: instant.nullable(),
});
export type AttributeDefinitionDto = z.infer<typeof attributeDefinitionDto>;
