"use client";

import { Avatar } from "@/app/_ui/display/avatar";
import { useMembers } from "./use-members";

/** A member's picture or initials. The name stands beside it, or is given to screen readers. */
export function MemberAvatar({ id, name, className }: { id: number; name: string; className?: string }) {
  const { pictureOf } = useMembers();
  return <Avatar name={name} seed={id} src={pictureOf(id)} {...(className && { className })} />;
}
