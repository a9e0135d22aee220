import type { Actor, MessageDto } from "@/server/contract/_shared/dto";

/** Where a forwarded note came from, in its `contentAttributes.forwardedFrom`. */
export type ForwardedFrom = { displayId: number; number: number; sender: Actor };

/** The same of a note's attributes, as far as it is there: integrators may write there too. No schema: browsers load this. */
export function readForwarded(
  attributes: MessageDto["contentAttributes"],
): { displayId: number; number: number; who: string | null } | null {
  const from = attributes["forwardedFrom"];
  if (!isObject(from)) return null;
  const { displayId, number, sender } = from;
  if (!isWhole(displayId) || !isWhole(number)) return null;
  const name = isObject(sender) ? sender["name"] : null;
  return { displayId, number, who: typeof name === "string" ? name : null };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
