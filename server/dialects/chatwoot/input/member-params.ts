import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { type Params, parseId } from "./params";

/** The ids in `user_ids`, each once, at most `max`; refuses their absence, and what is no id as not found. */
export function readUserIds(params: Params, max: number): number[] {
  const given = params.list("user_ids");
  if (given === undefined) throw invalid("user_ids", "can't be blank");
  if (given.length > max) throw invalid("user_ids", `are too many (maximum is ${max})`);
  const ids = given.map(parseId);
  if (!ids.every((id) => id !== null)) throw new Refusal("member.not_found", { field: "user_ids" });
  return [...new Set(ids)];
}

/** Chatwoot's words. A member here is away or not: whoever is offline is away. */
const AVAILABILITY: ReadonlyMap<string, MemberDto["availability"]> = new Map([
  ["online", "online"],
  ["0", "online"],
  ["busy", "away"],
  ["2", "away"],
  ["offline", "away"],
  ["1", "away"],
]);

/** The availability in a request; undefined = none. Refuses an unknown one. */
export function readAvailability(params: Params): MemberDto["availability"] | undefined {
  const given = params.text("availability");
  if (given == null) return undefined;
  const availability = AVAILABILITY.get(given);
  if (availability === undefined) throw invalid("availability", "must be online, busy or offline");
  return availability;
}

/** Upstream's word for an availability. */
export const availabilityWord = (availability: MemberDto["availability"]): string =>
  availability === "away" ? "busy" : "online";
