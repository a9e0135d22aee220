import type { Caller } from "@/server/contract/_shared/caller";
import type { TeamDto } from "@/server/contract/organising/team";
import type { Db } from "@/server/store/_postgres/db";
import { listTeams as readAll } from "@/server/store/organising/teams";

/** All teams of the account by name, with their members; their number is limited. */
export const listTeams = (db: Db, { accountId }: Caller): Promise<TeamDto[]> => readAll(db, accountId);
