import type { Caller } from "@/server/contract/_shared/caller";
import type { ListedCannedReply } from "@/server/contract/organising/canned-reply";
import {
  CANNED_REPLIES_MAX,
  mayUseReply,
  OWN_CANNED_REPLIES_MAX,
} from "@/server/domain/organising/canned-reply";
import type { Db } from "@/server/store/_postgres/db";
import { listCannedReplies as readAll } from "@/server/store/organising/canned-replies";
import { listTeamIdsOf } from "@/server/store/organising/teams";

/** The canned replies that the caller may use, by short code; their number is limited. */
export async function listCannedReplies(db: Db, caller: Caller): Promise<ListedCannedReply[]> {
  const replies = await readAll(db, caller, CANNED_REPLIES_MAX + OWN_CANNED_REPLIES_MAX);
  const isOfTeams = replies.some(({ visibility }) => visibility === "teams");
  const teamIds =
    isOfTeams && caller.role === "agent" && caller.userId !== null
      ? await listTeamIdsOf(db, caller.accountId, caller.userId)
      : [];
  return replies.filter((reply) => mayUseReply(reply, { ...caller, teamIds }));
}
