"use client";

import { MemberAvatar } from "@/app/_shared/member-avatar";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { Avatar } from "@/app/_ui/display/avatar";
import type { Actor } from "@/server/contract/_shared/dto";

/** Beside outgoing bubbles, in windows with room for it. */
export const SENDER_GUTTER = "md:pr-8";
const PLACE = "absolute -right-8 bottom-0 hidden size-6 md:grid";

/** The picture or initials of who wrote an outgoing message, in the gutter beside the bubble. */
export function SenderAvatar({ sender }: { sender: Pick<Actor, "type" | "id" | "name"> }) {
  const actorName = useActorName();
  const { type, id, name } = sender;
  if (type === "user" && id !== null)
    return <MemberAvatar id={id} name={name ?? actorName(sender)} className={PLACE} />;
  return <Avatar name={name ?? actorName(sender)} seed={id ?? 0} className={PLACE} />;
}
