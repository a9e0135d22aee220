import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a request has the operator's `METRICS_TOKEN`. Compared in constant time. */
export function hasMetricsToken(authorization: string | undefined): boolean {
  const token = process.env["METRICS_TOKEN"];
  if (!token || !authorization) return false;
  return timingSafeEqual(digest(`Bearer ${token}`), digest(authorization));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
