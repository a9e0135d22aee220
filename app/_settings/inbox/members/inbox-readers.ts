import type { MemberDto } from "@/server/contract/member/member";

/** Why a member sees an inbox: administrators see all, agents those that they were given. */
export type InboxReader = { member: MemberDto; why: "administrator" | "member" };

/** Who sees an inbox, agents first, and to which agents it can be given. Deactivated members see nothing. */
export function splitByInbox(
  members: readonly MemberDto[],
  inboxId: number,
): { readers: InboxReader[]; others: MemberDto[] } {
  const present = members.filter(({ state }) => state !== "deactivated");
  const agents = present.filter(({ role }) => role === "agent");
  const isGiven = ({ inboxIds }: MemberDto) => inboxIds.includes(inboxId);
  return {
    readers: [
      ...agents.filter(isGiven).map((member) => ({ member, why: "member" as const })),
      ...present
        .filter(({ role }) => role === "administrator")
        .map((member) => ({ member, why: "administrator" as const })),
    ],
    others: agents.filter((member) => !isGiven(member)),
  };
}
