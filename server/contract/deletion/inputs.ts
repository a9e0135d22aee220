import { z } from "zod";
import { id, wholeAccountDto } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { DELETION_TOKEN_CHARS_MAX } from "@/server/contract/_shared/limits";
import { DELETION_IDS_MAX, trashQuery } from "./deletion";

const named = z.array(id).min(1).max(DELETION_IDS_MAX);

/** One of: conversations by id, display id or query, or a contact with all conversations. */
export const prepareDeletionInput = z
  .strictObject({
    ids: named.optional(),
    displayIds: named.optional(),
    query: trashQuery.optional(),
    contactId: id.optional(),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    path: ["ids"],
    error: "give `ids`, `displayIds`, `query` or `contactId`",
  });

export const confirmDeletionInput = z.object({ token: text(1, DELETION_TOKEN_CHARS_MAX) });
export type ConfirmDeletionInput = z.infer<typeof confirmDeletionInput>;

/** The endpoint that deleted its copies; default the token's program. */
export const acknowledgeDeletionInput = z.object({ endpointId: id.optional() });

export const changeRetentionInput = wholeAccountDto
  .pick({ purgeAfterDays: true, receiptMonths: true })
  .partial();
export type ChangeRetentionInput = z.infer<typeof changeRetentionInput>;
