/** @jsxImportSource preact */
import type { WidgetMember } from "@/server/contract/channel/widget";

/** A member's picture, or the first letter of the name. The name stands beside it. */
export function Avatar({ member }: { member: WidgetMember }) {
  return (
    <span class="avatar" aria-hidden="true">
      {member.avatarUrl ? <img src={member.avatarUrl} alt="" /> : [...member.name.trim()][0]?.toUpperCase()}
    </span>
  );
}

/** Up to three members, overlapping. */
export const Avatars = ({ members }: { members: readonly WidgetMember[] }) => (
  <span class="avatars">
    {members.slice(0, 3).map((member) => (
      <Avatar key={member.name} member={member} />
    ))}
  </span>
);
