import { z } from "zod";
import { name, text } from "@/server/contract/_shared/fields";
import {
  LABEL_DESCRIPTION_CHARS_MAX,
  NAME_CHARS_MAX,
  TYPED_ATTRIBUTE_NAME_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { ATTRIBUTE_CHOICES_MAX, ATTRIBUTE_KINDS, ATTRIBUTE_MODELS } from "./attribute-constants";

/** What a member may change of a definition; the model and the key stay. */
export const updateAttributeDefinitionInput = z
  .object({
    displayName: name(NAME_CHARS_MAX),
    description: text(0, LABEL_DESCRIPTION_CHARS_MAX).nullable(),
    kind: z.enum(ATTRIBUTE_KINDS),
    choices: z.array(name(NAME_CHARS_MAX)).max(ATTRIBUTE_CHOICES_MAX),
  })
  .partial();

export const createAttributeDefinitionInput = updateAttributeDefinitionInput.required().extend({
  model: z.enum(ATTRIBUTE_MODELS),
  key: name(TYPED_ATTRIBUTE_NAME_CHARS_MAX),
});
