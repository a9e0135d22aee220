import type { Actor } from "@/server/contract/_shared/dto";
import type { MemberDto } from "@/server/contract/member/member";

/** The member behind an actor. */
export type AgentView = Pick<MemberDto, "id" | "name" | "email" | "role" | "avatarFileId">;

export type ActorRef = Pick<Actor, "type" | "id">;
export type AgentRef = ActorRef & { accountId: number };

/** Null: not a member, or nothing is known beyond the event. */
export type AgentOf = (actor: ActorRef) => AgentView | null;

export const actorKey = ({ type, id }: ActorRef): string => `${type}:${id}`;
