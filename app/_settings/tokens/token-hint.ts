import type { UsedToken } from "@/server/contract/credentials/token";

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
const UNUSED_DAYS = 90;

export type TokenHint = "expired" | "expiresSoon" | "unused";

/** What an administrator should know about a live token, or null. */
export function hintOf(token: UsedToken, now: number): TokenHint | null {
  if (token.revokedAt !== null) return null;
  const expiresAt = token.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(token.expiresAt);
  if (expiresAt <= now) return "expired";
  if (expiresAt <= now + SOON_DAYS * DAY_MS) return "expiresSoon";
  const usedAt = Date.parse(token.lastUsedAt ?? token.createdAt);
  return usedAt <= now - UNUSED_DAYS * DAY_MS ? "unused" : null;
}
