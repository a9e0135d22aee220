import type { Caller } from "@/server/contract/_shared/caller";
import type { TeamDto } from "@/server/contract/organising/team";
import type { Db } from "@/server/store/_postgres/db";
import { listTeams as readAll } from "@/server/store/organising/teams";

/** The account's teams by name, with their members: all of them, their number is bounded. */
export const listTeams = (db: Db, { accountId }: Caller): Promise<TeamDto[]> => readAll(db, accountId);
