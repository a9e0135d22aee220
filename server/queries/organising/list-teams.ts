import type { Caller } from "@/server/contract/caller";
import type { TeamDto } from "@/server/contract/team";
import type { Db } from "@/server/store/db";
import { listTeams as readAll } from "@/server/store/teams";

/** The account's teams by name, with their members: all of them, their number is bounded. */
export const listTeams = (db: Db, { accountId }: Caller): Promise<TeamDto[]> => readAll(db, accountId);
