import { createHash, timingSafeEqual } from "node:crypto";

/** Whether two texts are equal, in a time that depends on neither. For secrets that a request names. */
export const isSameText = (one: string, other: string): boolean =>
  timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
