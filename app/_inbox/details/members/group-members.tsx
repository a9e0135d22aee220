"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { MoreButton } from "@/app/_shared/more-button";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { IconButton } from "@/app/_ui/icon-button";
import { warn } from "@/app/_ui/overlay/toast";
import type { ContactDto } from "@/server/contract/_shared/dto";
import type { MemberRole } from "@/server/contract/conversation/constants";
import { MemberLine } from "./member-line";
import { PersonSearch } from "./person-search";

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

type AddMemberProps = { onAdd: (contact: ContactDto) => void; onClose: () => void };

/** Finds a contact by name, e-mail or phone and adds them to a group. */
function AddMember({ onAdd, onClose }: AddMemberProps) {
  const t = useTranslations("group");
  return (
    <div className="flex items-start gap-1 rounded-m border border-line p-2">
      <PersonSearch label={t("add")} hint={t("searchHint")} found={t("found")} onChoose={onAdd} />
      <IconButton label={t("close")} onClick={onClose}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}

/** Adds and removes members of a group and changes their roles; the list is read again, and a refusal is shown. */
function useChangeMembers(displayId: number) {
  const t = useTranslations("group");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const settled = {
    onSuccess: () => queryClient.invalidateQueries(trpc.groups.members.infiniteQueryFilter({ displayId })),
    onError: (error: unknown) => warn({ text: t("refused"), detail: errorText(error) }),
  };
  const add = useMutation(trpc.groups.addMembers.mutationOptions(settled));
  const remove = useMutation(trpc.groups.removeMember.mutationOptions(settled));
  const setRole = useMutation(trpc.groups.setRole.mutationOptions(settled));
  return {
    add: ({ id: contactId }: ContactDto) => add.mutate({ displayId, members: [{ contactId }] }),
    remove: (contactId: number) => remove.mutate({ displayId, contactId }),
    setRole: (contactId: number, role: MemberRole) => setRole.mutate({ displayId, contactId, role }),
  };
}
