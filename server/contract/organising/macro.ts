import { z } from "zod";
import { accountDto, id, instant, priority } from "@/server/contract/_shared/dto";
import { name, sized, text } from "@/server/contract/_shared/fields";
import {
  CANNED_REPLY_CHARS_MAX,
  LABELS_OF_CONVERSATION_MAX,
  SHORT_NAME_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { holdMs } from "@/server/contract/message/inputs";
import { MACRO_ACTIONS_MAX, MACRO_SNOOZE_MINUTES_MAX } from "@/server/domain/organising/macro";
import { filteredLabel } from "./label";

/** May contain the variables of canned replies. */
const content = sized(z.string().trim(), { min: 1, max: CANNED_REPLY_CHARS_MAX });

const macroLabels = z.array(filteredLabel).max(LABELS_OF_CONVERSATION_MAX).default([]);

const anyAction = z.discriminatedUnion("type", [
  /** Sends a message to the customer. */
  z.strictObject({ type: z.literal("reply"), content }),
  /** Puts a text into the composer of who runs it. */
  z.strictObject({ type: z.literal("draft"), content }),
  z.strictObject({ type: z.literal("note"), content }),
  z.strictObject({ type: z.literal("status"), signal: z.enum(["resolve", "reopen", "markPending"]) }),
  /** For so many minutes; null = until the customer writes. */
  z.strictObject({
    type: z.literal("snooze"),
    minutes: z.number().int().min(1).max(MACRO_SNOOZE_MINUTES_MAX).nullable(),
  }),
  /** To a member; `me` = who runs it, null = nobody. */
  z.strictObject({ type: z.literal("assign"), assigneeId: z.union([id, z.literal("me")]).nullable() }),
  z.strictObject({ type: z.literal("team"), teamId: id.nullable() }),
  z
    .strictObject({ type: z.literal("label"), add: macroLabels, remove: macroLabels })
    .refine(({ add, remove }) => add.length + remove.length > 0, {
      error: "names no label",
      path: ["add"],
    }),
  z.strictObject({ type: z.literal("priority"), priority: priority.nullable() }),
  /** Who runs it follows the conversation. */
  z.strictObject({ type: z.literal("follow") }),
]);
/** One step of a macro. Each does what its single command does. Lazy: the API document names it once. */
export const macroAction = z.lazy(() => anyAction);
export type MacroAction = z.infer<typeof anyAction>;

/** Several actions on a conversation under one name. */
export const macroDto = accountDto.extend({
  /** The member whose own it is; null = everybody's. */
  ownerId: id.nullable(),
  actions: z.array(macroAction),
  deletedAt: instant.nullable(),
});
export type MacroDto = z.infer<typeof macroDto>;

/** A macro with what is wrong with it now: it names what was deleted since, or who was deactivated. */
export const listedMacro = macroDto.extend({
  problems: z.array(
    z.object({
      /** The position of the action, from 0. */
      action: z.number().int().min(0),
      code: z.enum(["member.not_found", "team.not_found", "label.not_found"]),
    }),
  ),
});
export type ListedMacro = z.infer<typeof listedMacro>;
export type MacroProblem = ListedMacro["problems"][number];

/** The most actions of one type. More than one text to the customer would be sent or put as one by one. */
const isOnceEach = (actions: readonly MacroAction[]): boolean =>
  (["reply", "draft"] as const).every((type) => actions.filter((one) => one.type === type).length <= 1);

export const macroActions = z
  .array(macroAction)
  .min(1)
  .max(MACRO_ACTIONS_MAX)
  .refine(isOnceEach, { error: "has more than one `reply`, or more than one `draft`" });

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
