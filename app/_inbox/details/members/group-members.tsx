"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { MoreButton } from "@/app/_shared/more-button";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { AddMember } from "./add-member";
import { MemberLine } from "./member-line";
import { useChangeMembers } from "./use-change-members";

/** Members per page. */
const PAGE = 20;

/** The members of a group with their roles; they can be added, removed and given another role. */
export function GroupMembers({ displayId }: { displayId: number }) {
  const t = useTranslations("group");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [isAdding, setAdding] = useState(false);
  const { add, remove, setRole } = useChangeMembers(displayId);
  const list = useInfiniteQuery(
    trpc.groups.members.infiniteQueryOptions(
      { displayId, limit: PAGE },
      { getNextPageParam: (last) => last.nextCursor },
    ),
  );
  const { data, error } = list;
  if (error) return <p className="text-muted">{errorText(error)}</p>;
  if (!data) return <Skeleton className="h-10" />;
  const members = data.pages.flatMap((page) => page.data);
  return (
    <div className="flex flex-col gap-1">
      {members.length === 0 ? <p className="text-muted">{t("nobody")}</p> : null}
      <ul className="flex flex-col">
        {members.map((member) => (
          <MemberLine
            key={member.id}
            member={member}
            onRemove={() => remove(member.contactId)}
            onRole={(role) => setRole(member.contactId, role)}
          />
        ))}
      </ul>
      <MoreButton list={list}>{t("more")}</MoreButton>
      {isAdding ? (
        <AddMember onAdd={add} onClose={() => setAdding(false)} />
      ) : (
        <Button variant="ghost" className="-ml-2 self-start" onClick={() => setAdding(true)}>
          <Plus size={15} aria-hidden />
          {t("add")}
        </Button>
      )}
    </div>
  );
}
