/** `leftMs`: for how long free text still goes; below 0, it does not any more. `closesAt` null: the customer has never written. */
export type ReplyWindow = { closesAt: string | null; leftMs: number; isClosed: boolean };

/** A window as it is at this time, in ms. */
export function windowAt(closesAt: string | null, now: number): ReplyWindow {
  const leftMs = closesAt === null ? 0 : Date.parse(closesAt) - now;
  return { closesAt, leftMs, isClosed: leftMs <= 0 };
}
