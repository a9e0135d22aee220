import { Refusal } from "@/server/contract/_shared/refusal";
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
