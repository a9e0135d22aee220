import { POLICY_SETTINGS, type Policy } from "./policy";

/** The settings of an inbox that an administrator reviews. */
export type ReviewedSettings = {
  name: string;
  callbackUrl: string | null;
  messagesStartAs: "pending" | "sent";
  policy: Policy;
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

export type Drift = { setting: string; from: boolean | string | null; to: boolean | string | null };

/** The settings that differ from the reviewed ones, however often they changed in between. */
export function driftSince(reviewed: ReviewedSettings, now: ReviewedSettings): Drift[] {
  const flat = ({ policy, ...rest }: ReviewedSettings) => ({ ...policy, ...rest });
  const [before, after] = [flat(reviewed), flat(now)];
  return ([...POLICY_SETTINGS, "name", "callbackUrl", "messagesStartAs"] as const)
    .filter((setting) => before[setting] !== after[setting])
    .map((setting) => ({ setting, from: before[setting], to: after[setting] }));
}
