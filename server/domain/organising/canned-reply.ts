import { isAdministrative, type Role } from "@/server/domain/member/role";

/** The most canned replies of an account that are not a member's own: a screen loads all of them. */
export const CANNED_REPLIES_MAX = 500;
/** The most canned replies of one member's own. */
export const OWN_CANNED_REPLIES_MAX = 100;

/** Who is offered a canned reply. */
export const CANNED_VISIBILITIES = ["everybody", "inboxes", "teams", "own"] as const;
export type CannedVisibility = (typeof CANNED_VISIBILITIES)[number];

type Offered = {
  visibility: CannedVisibility;
  inboxIds: readonly number[];
  teamIds: readonly number[];
  ownerId: number | null;
};
type Who = {
  userId: number | null;
  role: Role;
  inboxIds: "all" | readonly number[];
  /** The teams that they are in. */
  teamIds: readonly number[];
};

/** Whether someone may use a canned reply. Administrators may use all but other members' own. */
export function mayUseReply({ visibility, inboxIds, teamIds, ownerId }: Offered, who: Who): boolean {
  if (visibility === "own") return ownerId === who.userId;
  if (visibility === "everybody" || isAdministrative(who) || who.inboxIds === "all") return true;
  const wanted = visibility === "inboxes" ? who.inboxIds : who.teamIds;
  return (visibility === "inboxes" ? inboxIds : teamIds).some((id) => wanted.includes(id));
}

/** A member changes their own canned replies, an administrator those of the account. */
export const mayChangeReply = (
  { ownerId }: Pick<Offered, "ownerId">,
  who: Pick<Who, "userId" | "role">,
): boolean => (ownerId === null ? isAdministrative(who) : ownerId === who.userId);
