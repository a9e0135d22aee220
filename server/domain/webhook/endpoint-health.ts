import type { CallHealth } from "./call-health";

/** Administrators are notified after this long with failures only. */
export const NOTICE_MS = 24 * 3_600_000;
/** The endpoint is disabled after this long with failures only. */
export const DISABLE_MS = 5 * NOTICE_MS;

/** What to do about a failing endpoint: notify administrators, or disable it. */
export function dueNotice({ failingSinceMs }: CallHealth, nowMs: number): "notice" | "disable" | null {
  if (failingSinceMs === null || nowMs - failingSinceMs < NOTICE_MS) return null;
  return nowMs - failingSinceMs < DISABLE_MS ? "notice" : "disable";
}
