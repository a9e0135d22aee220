"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { Avatar } from "@/app/_ui/display/avatar";
import type { MemberDto } from "@/server/contract/member/member";

const NOBODY: MemberDto[] = [];

/** The account's members. */
export function useMembers() {
  const trpc = useTRPC();
  const { data: members = NOBODY } = useQuery(trpc.members.list.queryOptions());
  return useMemo(() => {
    const names = new Map(members.map((member) => [member.id, member.name]));
    const away = new Set(members.filter((member) => member.availability === "away").map(({ id }) => id));
    const isAway = (id: number): boolean => away.has(id);
    const pictures = new Map(members.map(({ id, avatarFileId }) => [id, pictureUrl(avatarFileId)]));
    const pictureOf = (id: number): string | null => pictures.get(id) ?? null;
    return { members, nameOf: (id: number): string | null => names.get(id) ?? null, isAway, pictureOf };
  }, [members]);
}

/** A member's picture or initials. The name stands beside it, or is given to screen readers. */
export function MemberAvatar({ id, name, className }: { id: number; name: string; className?: string }) {
  const { pictureOf } = useMembers();
  return <Avatar name={name} seed={id} src={pictureOf(id)} {...(className && { className })} />;
}

/** The address of a small copy of a picture: a member's avatar, or the logo. Its name is for logs only. */
export const pictureUrl = (fileId: number | null | undefined): string | null =>
  fileId ? `/files/${fileId}/picture?preview` : null;
