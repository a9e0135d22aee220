import { z } from "zod";
import { actor, id, inboxDto, instant, json } from "@/server/contract/_shared/dto";
import { POLICY_SETTINGS } from "@/server/domain/inbox/policy";
import { REVIEW_REASONS } from "@/server/domain/inbox/review";
import { policyReplayDto } from "./policy-preview";

/** An entry of an inbox's policy in the change log. */
export const policyChangeDto = z.object({
  id,
  inboxId: id,
  setting: z.enum(POLICY_SETTINGS),
  from: z.union([z.boolean(), z.string()]),
  to: z.union([z.boolean(), z.string()]),
  reason: z.string().nullable(),
  /** The change that this one took back. */
  revertsId: id.nullable(),
  actor,
  /** Through what it was changed. */
  via: z.enum(["ui", "api", "system"]),
  at: instant,
});
export type PolicyChangeDto = z.infer<typeof policyChangeDto>;

/** An entry of the account's change log: every setting that matters to an integration. */
export const settingChangeDto = policyChangeDto.extend({
  subject: z.enum(["policy", "inbox", "member", "token", "endpoint", "account"]),
  subjectId: id,
  /** As it was called then. */
  subjectName: z.string(),
  inboxId: id.nullable(),
  /** A setting's name; `created` and `revoked` of what began and ended. */
  setting: z.string(),
  from: json,
  to: json,
});
export type SettingChangeDto = z.infer<typeof settingChangeDto>;

const value = z.union([z.boolean(), z.string()]).nullable();

/** What became of an inbox's settings since they were last looked over. */
export const auditDto = z.object({
  /** Tickline's, now. */
  release: z.string(),
  /** Why it is time to look again; null = it is not. */
  due: z.enum(REVIEW_REASONS).nullable(),
  review: inboxDto.shape.review,
  /** What differs from what was reviewed, and its last change. */
  drift: z.array(
    z.object({ setting: z.string(), from: value, to: value, change: settingChangeDto.nullable() }),
  ),
  /** Conversations since the review that ended elsewhere than they `would` have by the settings as reviewed. */
  moved: policyReplayDto.nullable(),
});
export type AuditDto = z.infer<typeof auditDto>;
