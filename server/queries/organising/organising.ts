import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { toViewCounts, type ViewCounts } from "@/server/contract/conversation/counters";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import type { ListedCannedReply } from "@/server/contract/organising/canned-reply";
import type { LabelDto } from "@/server/contract/organising/label";
import type { ListedMacro } from "@/server/contract/organising/macro";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import type { TeamDto } from "@/server/contract/organising/team";
import { ATTRIBUTE_DEFINITIONS_MAX } from "@/server/domain/organising/attribute-definition";
import {
  CANNED_REPLIES_MAX,
  mayUseReply,
  OWN_CANNED_REPLIES_MAX,
} from "@/server/domain/organising/canned-reply";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { COUNT_MAX } from "@/server/queries/conversations/count-conversations";
import { readCounters } from "@/server/queries/conversations/read-counters";
import type { Db } from "@/server/store/_postgres/db";
import { listAttributeDefinitions as readDefinitions } from "@/server/store/organising/attribute-definitions";
import { countAttributeUses as countUses } from "@/server/store/organising/attribute-uses";
import { listCannedReplies as readReplies } from "@/server/store/organising/canned-replies";
import { countLabelled } from "@/server/store/organising/label-uses";
import { listLabels as readLabels } from "@/server/store/organising/labels";
import { problemsOf, listMacros as readMacros } from "@/server/store/organising/macros";
import { listViews as readViews } from "@/server/store/organising/saved-views";
import { listTeamIdsOf, listTeamsById, listTeams as readTeams } from "@/server/store/organising/teams";

/** All labels of the account by name; their number is limited. */
export const listLabels = (db: Db, { accountId }: Caller): Promise<LabelDto[]> => readLabels(db, accountId);

/** The numbers of contacts and of conversations with a label, in all inboxes; each counted up to `COUNT_MAX` + 1. Administrators only. */
export async function countLabelUses(
  db: Db,
  caller: Caller,
  { labelId }: { labelId: number },
): Promise<{ conversations: number; contacts: number }> {
  administratorsOnly(caller);
  const label = (await readLabels(db, caller.accountId)).find(({ id }) => id === labelId);
  if (!label) throw new Refusal("label.not_found");
  return countLabelled(db, caller.accountId, { label: label.name, most: COUNT_MAX + 1 });
}

/** The teams with these ids, by id; deleted ones too, because conversations keep them. */
export async function findTeams(
  db: Db,
  accountId: number,
  ids: readonly (number | null)[],
): Promise<ReadonlyMap<number, TeamDto>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const teams = wanted.length === 0 ? [] : await listTeamsById(db, accountId, wanted);
  return new Map(teams.map((team) => [team.id, team]));
}

/** The counts of the inbox's views, exact, of one instant and of what the caller may see. */
export const countViews = async (db: Db, caller: Caller): Promise<ViewCounts> =>
  toViewCounts(await readCounters(db, caller));

/** All attribute definitions of the account; their number is limited. */
export const listAttributeDefinitions = (db: Db, { accountId }: Caller): Promise<AttributeDefinitionDto[]> =>
  readDefinitions(db, accountId, ATTRIBUTE_DEFINITIONS_MAX);

export type AttributeUses = { uses: number; extent: "counted" | "some" | "many" };

/** No index knows who has an attribute: so many of the newest are looked at. */
const LOOKED_AT_MAX = 100_000;
/** As many are counted; more are "many". */
export const USES_MAX = 1000;

/**
 * How many contacts or conversations have a value of a defined attribute. `counted`: all of them; `many`: more than `uses`; `some`:
 * only the newest `LOOKED_AT_MAX` were looked at. Administrators only.
 */
export async function countAttributeUses(
  db: Db,
  caller: Caller,
  { definitionId }: { definitionId: number },
): Promise<AttributeUses> {
  administratorsOnly(caller);
  const all = await readDefinitions(db, caller.accountId, ATTRIBUTE_DEFINITIONS_MAX);
  const definition = all.find(({ id }) => id === definitionId);
  if (!definition) throw new Refusal("attribute_definition.not_found");
  const wanted = { ...definition, most: USES_MAX + 1, among: LOOKED_AT_MAX };
  const { uses, hasOthers } = await countUses(db, caller.accountId, wanted);
  if (uses > USES_MAX) return { uses: USES_MAX, extent: "many" };
  return { uses, extent: hasOthers ? "some" : "counted" };
}

/** The canned replies that the caller may use, by short code; their number is limited. */
export async function listCannedReplies(db: Db, caller: Caller): Promise<ListedCannedReply[]> {
  const replies = await readReplies(db, caller, CANNED_REPLIES_MAX + OWN_CANNED_REPLIES_MAX);
  const isOfTeams = replies.some(({ visibility }) => visibility === "teams");
  const teamIds =
    isOfTeams && caller.role === "agent" && caller.userId !== null
      ? await listTeamIdsOf(db, caller.accountId, caller.userId)
      : [];
  return replies.filter((reply) => mayUseReply(reply, { ...caller, teamIds }));
}

/** Everybody's macros and the caller's own, by name, with what is wrong with them; their number is limited. */
export async function listMacros(db: Db, caller: Caller): Promise<ListedMacro[]> {
  const macros = await readMacros(db, caller);
  const actions = macros.map((macro) => macro.actions);
  const problems = await problemsOf(db, caller.accountId, actions);
  return macros.map((macro, at) => ({ ...macro, problems: problems[at] ?? [] }));
}

/** All teams of the account by name, with their members; their number is limited. */
export const listTeams = (db: Db, { accountId }: Caller): Promise<TeamDto[]> => readTeams(db, accountId);

/** The shared views and the caller's own, by name; their number is limited. */
export const listViews = (db: Db, { accountId, userId }: Caller): Promise<ViewDto[]> =>
  readViews(db, accountId, userId);
