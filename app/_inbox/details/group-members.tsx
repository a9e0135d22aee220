"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { PersonSearch } from "@/app/_shared/contact/person-search";
import { MoreButton } from "@/app/_shared/load-state";
import { Button, IconButton } from "@/app/_ui/button";
import { Avatar } from "@/app/_ui/display/avatar";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import { warn } from "@/app/_ui/overlay/toast";
import { Hint } from "@/app/_ui/overlay/tooltip";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { MEMBER_ROLES, type MemberRole } from "@/server/contract/conversation/constants";
import type { ListedMember } from "@/server/contract/conversation/conversation-member";

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
  if (error && !list.isFetchNextPageError) return <p className="text-muted">{errorText(error)}</p>;
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
      <MoreButton list={list} isSmall>
        {t("more")}
      </MoreButton>
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

/** Finds a contact by name, email or phone and adds them to a group. */
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

type MemberLineProps = {
  member: ListedMember;
  onRole: (role: MemberRole) => void;
  onRemove: () => void;
};

/** A member of a group: name, role, when they joined, and a menu of what can be changed. */
function MemberLine({ member: { contact, role, joinedAt }, onRole, onRemove }: MemberLineProps) {
  const t = useTranslations("group");
  const times = useTimes();
  const name = contact.name.trim() || `#${contact.id}`;
  return (
    <li className="group/member flex min-h-7 items-center gap-2">
      <Avatar name={name} seed={contact.id} className="size-5" />
      <bdi className="min-w-0 truncate">{name}</bdi>
      <Hint text={t("joined", { time: times.near(joinedAt) })}>
        <span className="shrink-0 text-faint text-xs">
          {contact.isBlocked ? t("blocked") : t(`role.${role}`)}
        </span>
      </Hint>
      <Menu
        trigger={
          <Button
            variant="ghost"
            size="icon"
            aria-label={t("actions", { name })}
            className="ml-auto shrink-0 opacity-0 focus-visible:opacity-100 group-hover/member:opacity-100 data-popup-open:opacity-100 pointer-coarse:opacity-100"
          >
            <Ellipsis size={15} aria-hidden />
          </Button>
        }
      >
        {MEMBER_ROLES.filter((other) => other !== role).map((other) => (
          <MenuItem key={other} onSelect={() => onRole(other)}>
            {t(`make.${other}`)}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem className="text-bad" onSelect={onRemove}>
          {t("remove")}
        </MenuItem>
      </Menu>
    </li>
  );
}
