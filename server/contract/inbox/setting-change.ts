import { z } from "zod";
import { actor, id, inboxDto, instant, json } from "@/server/contract/_shared/dto";
import { POLICY_SETTINGS } from "@/server/domain/inbox/policy";
import { REVIEW_REASONS } from "@/server/domain/inbox/review";
import { policyReplayDto } from "./policy-preview";

/** A change of an inbox's policy in the audit log. */
export const policyChangeDto = z.object({
  id,
  inboxId: id,
  setting: z.enum(POLICY_SETTINGS),
  from: z.union([z.boolean(), z.string()]),
  to: z.union([z.boolean(), z.string()]),
  reason: z.string().nullable(),
  /** The change that this one reverted. */
  revertsId: id.nullable(),
  actor,
  /** The edge. */
  via: z.enum(["ui", "api", "system"]),
  at: instant,
});
export type PolicyChangeDto = z.infer<typeof policyChangeDto>;

/** An entry of the account's audit log. */
export const settingChangeDto = policyChangeDto.extend({
  subject: z.enum(["policy", "inbox", "member", "token", "endpoint", "account"]),
  subjectId: id,
  /** The name at that time. */
  subjectName: z.string(),
  inboxId: id.nullable(),
  /** The setting's name, or `created` or `revoked`. */
  setting: z.string(),
  from: json,
  to: json,
});
export type SettingChangeDto = z.infer<typeof settingChangeDto>;

/**
 * How an inbox's settings, and the access to it, have changed since their last review, or since the
 * inbox was created.
 */
export const auditDto = z.object({
  /** Tickline's current release. */
  release: z.string(),
  /** Why a review is due; null = it is not. */
  due: z.enum(REVIEW_REASONS).nullable(),
  review: inboxDto.shape.review,
  /** What the settings are compared with: the last review, or the inbox's creation. */
  baseline: z.object({ kind: z.enum(["review", "creation"]), at: instant }),
  /** The settings that differ from the baseline, each with its last change. */
  drift: z.array(
    z.object({
      /**
       * Whose setting it is: the inbox's, or that of a member, a token, a webhook or the account.
       */
      subject: settingChangeDto.shape.subject,
      subjectId: id,
      subjectName: z.string(),
      setting: z.string(),
      from: json,
      to: json,
      change: settingChangeDto.nullable(),
    }),
  ),
  /** Conversations since then that the settings of the baseline would have decided otherwise. */
  moved: policyReplayDto,
});
export type AuditDto = z.infer<typeof auditDto>;
