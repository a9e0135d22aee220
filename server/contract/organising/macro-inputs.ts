import { z } from "zod";
import { id } from "@/server/contract/_shared/dto";
import { name, text } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { holdMs } from "@/server/contract/message/inputs";
import { macroActions } from "./macro";

const macroName = name(SHORT_NAME_CHARS_MAX);

export const createMacroInput = z.object({
  name: macroName,
  /** Only for the member who creates it; else for everybody, which needs an administrator. */
  isOwn: z.boolean().default(false),
  actions: macroActions,
});

export const updateMacroInput = z.object({ name: macroName.optional(), actions: macroActions.optional() });

const TODAY_CHARS_MAX = 50;

export const runMacroInput = z.object({
  macroId: id,
  /** The newest message that the writer has seen: a crossing reply is refused. */
  lastSeenNumber: z.number().int().min(0).optional(),
  /** The undo window of its reply, in ms. */
  holdMs: holdMs.optional(),
  /** Today as its texts name it; absent = `2026-05-31`. */
  today: text(1, TODAY_CHARS_MAX).optional(),
});
export type RunMacroInput = z.infer<typeof runMacroInput>;

/** The most messages that one run writes. */
const MESSAGES_MAX = 20;

export const undoMacroInput = z.object({
  /** The `operationId` of the run. */
  operationId: z.uuid(),
  /** The messages that it wrote. */
  messageIds: z.array(id).max(MESSAGES_MAX).default([]),
  /** The caller follows the conversation because of it. */
  unfollow: z.boolean().default(false),
});
export type UndoMacroInput = z.infer<typeof undoMacroInput>;
