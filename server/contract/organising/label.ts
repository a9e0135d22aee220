import { z } from "zod";
import { accountDto, instant } from "@/server/contract/_shared/dto";
import { LABEL_COLOURS } from "@/server/domain/organising/label";

/** A label of the account; conversations store its name. */
export const labelDto = accountDto.extend({
  colour: z.enum(LABEL_COLOURS),
  description: z.string(),
  deletedAt: instant.nullable(),
});
export type LabelDto = z.infer<typeof labelDto>;
