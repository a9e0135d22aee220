import { z } from "zod";
import { accountDto, instant } from "@/server/contract/_shared/dto";
import { ATTRIBUTE_KINDS, ATTRIBUTE_MODELS } from "./attribute-constants";

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
