"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { MemberAvatar, useMembers } from "@/app/_shared/use-members";
import { Menu } from "@/app/_ui/overlay/menu";

const load = () => import("./user-menu-items");
const UserMenuItems = lazy(load);

/** The signed-in member, with a menu of availability, theme, language, keys and sign-out. */
export function UserMenu() {
  const t = useTranslations("user");
  const me = useMe();
  const { isAway } = useMembers();
  useWhenIdle(load);
  return (
    <div className="p-2">
      <Menu
        align="start"
        side="top"
        trigger={
          <button
            type="button"
            className="flex w-full items-center gap-2 rounded-s px-2 py-1.5 text-left hover:bg-hover data-popup-open:bg-hover"
          >
            <MemberAvatar name={me.name} id={me.id} />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{me.name}</span>
              <span className="block truncate text-faint text-xs">
                {isAway(me.id) ? <span className="text-warn">{t("availabilities.away")} · </span> : null}
                {me.account}
              </span>
            </span>
          </button>
        }
      >
        <Suspense fallback={null}>
          <UserMenuItems />
        </Suspense>
      </Menu>
    </div>
  );
}
