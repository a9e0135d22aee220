import type { Caller } from "@/server/contract/_shared/caller";
import type { ListedMacro } from "@/server/contract/organising/macro";
import type { Db } from "@/server/store/_postgres/db";
import { problemsOf, listMacros as readAll } from "@/server/store/organising/macros";

/** Everybody's macros and the caller's own, by name, with what is wrong with them; their number is limited. */
export async function listMacros(db: Db, caller: Caller): Promise<ListedMacro[]> {
  const macros = await readAll(db, caller);
  const actions = macros.map((macro) => macro.actions);
  const problems = await problemsOf(db, caller.accountId, actions);
  return macros.map((macro, at) => ({ ...macro, problems: problems[at] ?? [] }));
}
