import { z } from "zod";
import { conversationStatus, id, instant, outcomeCause, policy } from "@/server/contract/_shared/dto";
import { POLICY_WARNINGS } from "@/server/domain/inbox/policy";

/** The situations of a preview, in order. */
export const SITUATION_NAMES = [
  "customerStarts",
  "apiCreatesOpen",
  "agentStarts",
  "writesInResolved",
  "writesInSnoozed",
  "writesInPending",
  "writesInTrashed",
  "blockedWrites",
] as const;
export type SituationName = (typeof SITUATION_NAMES)[number];

/** The outcome of a situation. `divert`: into the contact's newest unresolved conversation, or a new one. */
const outcome = z.object({
  kind: z.enum(["set", "keep", "divert"]),
  /** With `set`. */
  status: conversationStatus.optional(),
  /** The conversation leaves the trash. */
  restore: z.boolean(),
  cause: outcomeCause.nullable(),
});

export const previewRowDto = z.object({
  situation: z.enum(SITUATION_NAMES),
  /** The status before; null for a new conversation. */
  before: conversationStatus.nullable(),
  current: outcome,
  draft: outcome,
});

/** `status` is null if it is unknown: for a message that would be diverted to another conversation. */
const ending = z.object({ status: conversationStatus.nullable(), isDiverted: z.boolean() });

export const policyReplayDto = z.object({
  /** Decisions since then were replayed. */
  since: instant,
  /** There were too many: `since` is the oldest replayed one. */
  isCut: z.boolean(),
  /** Since when decisions are stored, if that is shorter than requested. */
  recordedSince: instant.nullable(),
  /** Conversations that the policy decided. */
  decided: z.number().int().nonnegative(),
  /** Conversations that would have ended otherwise. */
  moved: z.number().int().nonnegative(),
  data: z.array(
    z.object({
      displayId: id,
      contactName: z.string(),
      /** The current status. */
      status: conversationStatus,
      at: instant,
      /** `wroteInPending`: by an automatic mail. */
      situation: z.enum(["started", "wroteInPending", "wroteInResolved"]),
      was: ending,
      would: ending.extend({ cause: outcomeCause.nullable() }),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type PolicyReplayDto = z.infer<typeof policyReplayDto>;

export const policyPreviewDto = z.object({
  /** The policy that was tried. */
  policy,
  outcomes: z.array(previewRowDto),
  /** Where one setting overrides another. */
  warnings: z.array(z.object({ code: z.enum(POLICY_WARNINGS), text: z.string() })),
  dryRun: policyReplayDto,
});
