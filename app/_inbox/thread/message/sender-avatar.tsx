"use client";

import { cn } from "@/app/_lib/class-names";
import { MemberAvatar } from "@/app/_shared/member-avatar";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { Avatar } from "@/app/_ui/display/avatar";
import type { Actor } from "@/server/contract/_shared/dto";

/** Beside outgoing bubbles, in windows with room for it. */
export const SENDER_GUTTER = "md:pr-8";
/** Beside incoming bubbles of a group. */
export const MEMBER_GUTTER = "md:pl-8";
const PLACE = "absolute bottom-0 hidden size-6 md:grid";

type SenderAvatarProps = { sender: Pick<Actor, "type" | "id" | "name">; isIn?: boolean };

/** The picture or initials of who wrote a message, in the gutter beside the bubble. */
export function SenderAvatar({ sender, isIn = false }: SenderAvatarProps) {
  const actorName = useActorName();
  const { type, id, name } = sender;
  const place = cn(PLACE, isIn ? "-left-8" : "-right-8");
  if (type === "user" && id !== null)
    return <MemberAvatar id={id} name={name ?? actorName(sender)} className={place} />;
  return <Avatar name={name ?? actorName(sender)} seed={id ?? 0} className={place} />;
}
