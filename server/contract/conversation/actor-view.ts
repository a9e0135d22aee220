import type { Actor } from "@/server/contract/_shared/dto";
import type { MemberDto } from "@/server/contract/member/member";

/** Who of the account's people is behind an actor. */
export type AgentView = Pick<MemberDto, "id" | "name" | "email" | "role">;

export type ActorRef = Pick<Actor, "type" | "id">;
export type AgentRef = ActorRef & { accountId: number };

/** Null: nobody of the account, or nothing more is known than the event says. */
export type AgentOf = (actor: ActorRef) => AgentView | null;

export const actorKey = ({ type, id }: ActorRef): string => `${type}:${id}`;
