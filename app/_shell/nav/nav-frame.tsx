"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { onDemand } from "@/app/_lib/on-demand";
import { useMe } from "@/app/_lib/session/me";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { useAccount } from "@/app/_shared/use-account";
import { MemberAvatar, pictureUrl, useMembers } from "@/app/_shared/use-members";
import { useActionsHost } from "@/app/_shell/keys/actions";
import { usePageAction } from "@/app/_shell/keys/page-action";
import { NotificationsButtonWithShortcut } from "@/app/_shell/notifications/notifications-button";
import { IconButton } from "@/app/_ui/button";
import { Picture } from "@/app/_ui/display/avatar";
import { Logo } from "@/app/_ui/display/logo";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { Menu } from "@/app/_ui/overlay/menu";
import { ConnectionMark } from "./connection-mark";
import { SearchButton } from "./search-button";
import { SkipLinks, type SkipTarget } from "./skip-links";

type NavFrameProps = {
  label: string;
  /** The parts of the page that links before the column skip to. */
  skip: readonly SkipTarget[];
  children: ReactNode;
};

/** The left column of links, between the logo and the signed-in member. */
export function NavFrame({ label, skip, children }: NavFrameProps) {
  return (
    <>
      <SkipLinks targets={skip} />
      <nav aria-label={label} className="hidden w-nav shrink-0 flex-col lg:flex">
        <div className="flex h-12 items-center justify-between pr-2 pl-4">
          <AccountMark />
          <span className="flex items-center gap-1">
            <NotificationsButtonWithShortcut />
            <PaletteButton />
          </span>
        </div>
        <div className="px-2 pb-2">
          <SearchButton />
        </div>
        <div className="scroll-cue min-h-0 flex-1 scroll-py-4 overflow-y-auto px-2 pt-0.5 pb-3 [--ground:var(--color-bg)]">
          {children}
        </div>
        <ConnectionMark />
        <UserMenu />
      </nav>
    </>
  );
}

/** The page's main part, which a link skips to. */
export const MAIN_ID = "main";
export const SKIP_TO_MAIN: readonly SkipTarget[] = [{ name: "content", id: MAIN_ID }];

/** Opens the palette, for readers without a keyboard, and shows its key to the others. */
function PaletteButton() {
  const { perform } = useActionsHost();
  const { Icon, name, shortcut } = usePageAction("palette");
  return (
    <IconButton label={name} shortcut={shortcut} onClick={() => perform("palette")}>
      <Icon size={15} aria-hidden />
    </IconButton>
  );
}

/** The same links as a sheet, for windows too narrow for the column. */
export function useNavSheet(label: string, children: ReactNode) {
  const t = useTranslations("shell");
  const [isOpen, setOpen] = useState(false);
  const account = useAccount();
  const title = account?.logoFileId ? account.name : "Tickline";
  const sheet = (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title={title}
      closeLabel={t("close")}
      side="left"
      footer={
        <div className="border-line border-t">
          <UserMenu />
        </div>
      }
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: closes after a link or button inside was used, by key or pointer */}
      <div
        onClick={(event) =>
          event.target instanceof Element && event.target.closest("a, button") && setOpen(false)
        }
      >
        <div className="mb-3 flex gap-1.5">
          <SearchButton className="flex-1" />
          <PaletteButton />
        </div>
        <nav aria-label={label}>{children}</nav>
      </div>
    </Dialog>
  );
  return { open: () => setOpen(true), sheet };
}

/** The account's logo and name; Tickline's where the account has no logo. */
function AccountMark() {
  const account = useAccount();
  const src = pictureUrl(account?.logoFileId);
  if (!account || src === null) return <Logo />;
  return (
    <span className="flex min-w-0 items-center gap-2 font-semibold tracking-tight">
      <Picture src={src} className="size-6 shrink-0 rounded-xs object-contain" fallback={null} />
      <span className="truncate" dir="auto">
        {account.name}
      </span>
    </span>
  );
}

const UserMenuItems = onDemand(() => import("./user-menu-items").then((file) => file.default));

/** The signed-in member, with a menu of availability, theme, language, keys and sign-out. */
function UserMenu() {
  const t = useTranslations("user");
  const me = useMe();
  const { isAway } = useMembers();
  useWhenIdle(UserMenuItems.preload);
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
        <UserMenuItems />
      </Menu>
    </div>
  );
}
