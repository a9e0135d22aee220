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
] as const;

/** An inbox as an integrator meets it. */
export const diagnosisDto = z.object({
  /** Calls are counted since then. */
  since: instant,
  settings: z.array(
    z.object({
      setting: z.enum(DIAGNOSED_SETTINGS),
      value: z.union([z.boolean(), z.string(), z.number()]).nullable(),
      /** Where the value comes from: Tickline's default, the inbox's creation, or a change. */
      source: z.enum(["default", "creation", "change"]),
      change: settingChangeDto.nullable(),
    }),
  ),
  calls: z.array(
    z.object({
      call: z.enum(CALL_NAMES),
      /** What it ends as now. */
      ending: ending.extend({
        cause: cause.pick({ rule: true, setting: true, value: true, requested: true }).nullable(),
      }),
      /** What such calls ended as; calls that no setting decides are not counted. */
      lastDays: z.array(ending.extend({ count: z.number().int().positive() })),
    }),
  ),
  warnings: z.array(z.enum([...POLICY_WARNINGS, ...CONNECTION_WARNINGS])),
});
export type DiagnosisDto = z.infer<typeof diagnosisDto>;
