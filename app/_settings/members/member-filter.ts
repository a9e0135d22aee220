import type { MemberDto } from "@/server/contract/member/member";

export const MEMBER_ROLES = ["administrator", "agent"] as const satisfies readonly MemberDto["role"][];
export const MEMBER_STATES = [
  "active",
  "invited",
  "deactivated",
] as const satisfies readonly MemberDto["state"][];

/** Which members are shown; null = any. */
export type MemberFilter = {
  query: string;
  role: MemberDto["role"] | null;
  state: MemberDto["state"] | null;
};

export const NO_FILTER: MemberFilter = { query: "", role: null, state: null };

/** Whether a member's name or email contains what is searched. */
export function isFoundBy(query: string, { name, email }: Pick<MemberDto, "name" | "email">): boolean {
  const wanted = query.trim().toLocaleLowerCase();
  return `${name}\n${email}`.toLocaleLowerCase().includes(wanted);
}

export const filterMembers = (
  members: readonly MemberDto[],
  { query, role, state }: MemberFilter,
): MemberDto[] =>
  members.filter(
    (member) =>
      isFoundBy(query, member) &&
      (role === null || member.role === role) &&
      (state === null || member.state === state),
  );
