import { POLICY_SETTINGS, type Policy } from "./policy";

/** The settings of an inbox that an administrator looks over. */
export type ReviewedSettings = {
  name: string;
  callbackUrl: string | null;
  messagesStartAs: "pending" | "sent";
  policy: Policy;
};

/** Why it is time to look again: nobody did yet, Tickline is another one since, or it is long ago. */
export const REVIEW_REASONS = ["never", "release", "time"] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];

const DAY_MS = 86_400_000;

/** Whether a review is due. `everyDays` 0 = nobody wants to be reminded. */
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

/** What differs from what was reviewed, however often it was changed in between. */
export function driftSince(reviewed: ReviewedSettings, now: ReviewedSettings): Drift[] {
  const flat = ({ policy, ...rest }: ReviewedSettings) => ({ ...policy, ...rest });
  const [before, after] = [flat(reviewed), flat(now)];
  return ([...POLICY_SETTINGS, "name", "callbackUrl", "messagesStartAs"] as const)
    .filter((setting) => before[setting] !== after[setting])
    .map((setting) => ({ setting, from: before[setting], to: after[setting] }));
}
