import { z } from "zod";
import { cause, conversationStatus, instant } from "@/server/contract/_shared/dto";
import { CALL_NAMES, CONNECTION_WARNINGS } from "@/server/domain/inbox/diagnosis";
import { POLICY_SETTINGS } from "@/server/domain/inbox/policy";
import { POLICY_WARNINGS } from "@/server/domain/inbox/policy-warnings";
import { settingChangeDto } from "./setting-change";

const ending = z.object({ status: conversationStatus.nullable(), isDiverted: z.boolean() });

export const DIAGNOSED_SETTINGS = [
  ...POLICY_SETTINGS,
  "callbackUrl",
  "messagesStartAs",
  "stuckAfterMinutes",
  "retryGapSeconds",
] as const;

/** How an inbox's settings treat an integrator's calls. */
export const diagnosisDto = z.object({
  /** Since when calls are counted. */
  since: instant,
  settings: z.array(
    z.object({
      setting: z.enum(DIAGNOSED_SETTINGS),
      value: z.union([z.boolean(), z.string(), z.number()]).nullable(),
      /** The value's source: Tickline's default, the inbox's creation, or a change. */
      source: z.enum(["default", "creation", "change"]),
      change: settingChangeDto.nullable(),
    }),
  ),
  calls: z.array(
    z.object({
      call: z.enum(CALL_NAMES),
      /** The current outcome. */
      ending: ending.extend({
        cause: cause.pick({ rule: true, setting: true, value: true, requested: true }).nullable(),
      }),
      /** The outcomes of such calls; those that no setting decides are not counted. */
      lastDays: z.array(ending.extend({ count: z.number().int().positive() })),
    }),
  ),
  warnings: z.array(z.enum([...POLICY_WARNINGS, ...CONNECTION_WARNINGS])),
});
export type DiagnosisDto = z.infer<typeof diagnosisDto>;
