"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { Button } from "@/app/_ui/button";
import { Avatar } from "@/app/_ui/display/avatar";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import { Hint } from "@/app/_ui/overlay/tooltip";
import { MEMBER_ROLES, type MemberRole } from "@/server/contract/conversation/constants";
import type { ListedMember } from "@/server/contract/conversation/conversation-member";

type MemberLineProps = {
  member: ListedMember;
  onRole: (role: MemberRole) => void;
  onRemove: () => void;
};

/** A member of a group: name, role, when they joined, and a menu of what can be changed. */
export function MemberLine({ member: { contact, role, joinedAt }, onRole, onRemove }: MemberLineProps) {
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
