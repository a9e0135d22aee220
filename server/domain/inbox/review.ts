import { REVIEWED_SETTINGS, type ReviewedSetting } from "./inbox-settings";
import { POLICY_SETTINGS, type Policy } from "./policy";

/** The settings of an inbox that are audited. */
export const AUDITED_SETTINGS = [...POLICY_SETTINGS, ...REVIEWED_SETTINGS] as const;
export type AuditedSetting = (typeof AUDITED_SETTINGS)[number];
type Value = boolean | string | number | string[] | null;
export type AuditedSettings = Record<AuditedSetting, Value>;

/** The settings that a review approved. Reviews of earlier releases lack some. */
export type ReviewedSettings = { [S in ReviewedSetting]?: Value | undefined } & { policy: Policy };

/** The settings of an inbox to approve. */
export function settingsToReview<I extends Record<ReviewedSetting, Value> & { policy: Policy }>(
  inbox: I,
): Pick<I, ReviewedSetting | "policy"> {
  const names = [...REVIEWED_SETTINGS, "policy"] as const;
  return Object.fromEntries(names.map((name) => [name, inbox[name]])) as Pick<I, (typeof names)[number]>; // by its names
}

/** The same in one level. */
export const toAudited = (inbox: Record<ReviewedSetting, Value> & { policy: Policy }): AuditedSettings => {
  const { policy, ...own } = settingsToReview(inbox);
  return { ...own, ...policy };
};

/** Why a review is due: there was none, Tickline was upgraded, or the interval is over. */
export const REVIEW_REASONS = ["never", "release", "time"] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];

const DAY_MS = 86_400_000;

/** Why a review is due, or null. `everyDays` 0 = no reminders. */
export function reviewDue(
  review: { atMs: number; release: string } | null,
  { nowMs, everyDays, release }: { nowMs: number; everyDays: number; release: string },
): ReviewReason | null {
  if (everyDays === 0) return null;
  if (!review) return "never";
  if (review.release !== release) return "release";
  return nowMs - review.atMs >= everyDays * DAY_MS ? "time" : null;
}

/**
 * The settings to compare with: those that the last review approved. What it did not store, and
 * everything without a review, is the value before the first change since then, or since the inbox
 * was created.
 * @param logged the `from` of each setting's first change since then.
 */
export function baselineOf(
  now: AuditedSettings,
  { reviewed, logged }: { reviewed: ReviewedSettings | null; logged: Partial<AuditedSettings> },
): AuditedSettings {
  const { policy, ...own } = reviewed ?? { policy: {} };
  const stored = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...now, ...logged, ...Object.fromEntries(stored), ...policy };
}

export type Drift = { setting: AuditedSetting; from: Value; to: Value };

/** Lists are kept in one order. */
const isSame = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The settings that differ from the baseline, however often they changed in between. */
export const driftSince = (baseline: AuditedSettings, now: AuditedSettings): Drift[] =>
  AUDITED_SETTINGS.filter((setting) => !isSame(baseline[setting], now[setting])).map((setting) => ({
    setting,
    from: baseline[setting],
    to: now[setting],
  }));

/**
 * Whether drift is a reason for an alert. Once somebody has approved the settings, any is. Before, setting an inbox up is none,
 * but a setting that decides statuses and that a program has set is: nobody saw it happen.
 */
export const isDriftNews = (
  drift: readonly string[],
  { isReviewed, byPrograms }: { isReviewed: boolean; byPrograms: readonly string[] },
): boolean => drift.length > 0 && (isReviewed || drift.some((setting) => byPrograms.includes(setting)));

/**
 * A change beside an inbox's own settings: of members, tokens, webhooks, the account. `from`:
 * before all since the baseline.
 */
export type AroundChange = {
  subject: string;
  subjectId: number;
  setting: string;
  from: unknown;
  to: unknown;
};

const ENDS: readonly string[] = ["deletedAt", "revoked"];

/**
 * Of changes since a baseline, those that still matter: not of what was both created and removed
 * since then.
 */
export function lastingChanges<T extends AroundChange>(changes: readonly T[]): T[] {
  const keyOf = ({ subject, subjectId }: T) => `${subject} ${subjectId}`;
  const keysOf = (which: (change: T) => boolean) => new Set(changes.filter(which).map(keyOf));
  const created = keysOf(({ setting }) => setting === "created");
  const ended = keysOf(({ setting }) => ENDS.includes(setting));
  return changes.filter((change) => {
    const key = keyOf(change);
    if (created.has(key) && ended.has(key)) return false;
    return !ended.has(key) || ENDS.includes(change.setting);
  });
}

type AuditRecord = { atMs: number; release: string };

/**
 * Whether to compare an inbox's settings with the reviewed ones, or those at its creation: at the
 * review interval since the last review or comparison, else since the creation; and after every
 * upgrade since one of them.
 */
export function auditDue(
  records: { review: AuditRecord | null; audit: AuditRecord | null; createdMs: number },
  when: { nowMs: number; everyDays: number; release: string },
): "release" | "time" | null {
  const { review, audit, createdMs } = records;
  const reviewed = review && audit && audit.atMs > review.atMs ? audit : (review ?? audit);
  const due = reviewDue(reviewed ?? { atMs: createdMs, release: when.release }, when);
  return due === "never" ? null : due;
}
