import { z } from "zod";
import type { Rate } from "@/server/lib/async/token-bucket";

const SECONDS = { s: 1, min: 60, h: 3600 } as const;
const FORMAT = /^([1-9]\d{0,6})\/(s|min|h)(?: burst ([1-9]\d{0,6}))?$/;

/** Reads `300/s burst 600`, `20/min` (its burst is 20) or `off`, which is null. Refuses any other text. */
export const rate = z.string().transform((text, context): Rate | null => {
  if (text === "off") return null;
  const [, amount, unit, burst = amount] = FORMAT.exec(text) ?? [];
  if (unit !== "s" && unit !== "min" && unit !== "h") {
    context.addIssue({ code: "custom", message: "must be a rate like 300/s burst 600, or off" });
    return z.NEVER;
  }
  return { perSecond: Number(amount) / SECONDS[unit], burst: Number(burst) };
});
