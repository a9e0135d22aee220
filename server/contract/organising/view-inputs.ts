import { z } from "zod";
import { name } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { ANY_FILTER, givenFilter } from "./saved-view";

export const viewName = name(SHORT_NAME_CHARS_MAX);

/** `isShared`: visible to the account, else to its owner only. */
export const createViewInput = z.object({
  name: viewName,
  isShared: z.boolean().default(false),
  filter: givenFilter.default(ANY_FILTER),
});

export const updateViewInput = z.object({
  name: viewName.optional(),
  isShared: z.boolean().optional(),
  filter: givenFilter.optional(),
});
