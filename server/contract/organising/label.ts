import { z } from "zod";
import { accountDto, instant } from "@/server/contract/_shared/dto";
import { LABEL_COLOURS } from "@/server/domain/organising/label";

const written = {
  /** Kept in lower case. */
  name: z.string().trim().min(1).max(100),
  colour: z.enum(LABEL_COLOURS),
  description: z.string().trim().max(500),
};

/** What an administrator writes of a label. */
export const labelText = z.object({
  name: written.name,
  colour: written.colour.default("gray"),
  description: written.description.default(""),
});

/** What may be changed of it. */
export const labelPatch = z.object({
  name: written.name.optional(),
  colour: written.colour.optional(),
  description: written.description.optional(),
});

/** A label of the account's; conversations carry its name. */
export const labelDto = accountDto.extend({
  colour: written.colour,
  description: z.string(),
  deletedAt: instant.nullable(),
});
export type LabelDto = z.infer<typeof labelDto>;
