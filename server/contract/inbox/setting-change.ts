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

const value = z.union([z.boolean(), z.string()]).nullable();

/** How an inbox's settings have changed since their last review. */
export const auditDto = z.object({
  /** Tickline's current release. */
  release: z.string(),
  /** Why a review is due; null = it is not. */
  due: z.enum(REVIEW_REASONS).nullable(),
  review: inboxDto.shape.review,
  /** The settings that differ from the reviewed ones, each with its last change. */
  drift: z.array(
    z.object({ setting: z.string(), from: value, to: value, change: settingChangeDto.nullable() }),
  ),
  /** Conversations since the review that the reviewed settings would have decided otherwise. */
  moved: policyReplayDto.nullable(),
});
export type AuditDto = z.infer<typeof auditDto>;
