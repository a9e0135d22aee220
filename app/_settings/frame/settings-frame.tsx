"use client";

import { Lock, Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "@/app/_lib/class-names";
import { useMe } from "@/app/_lib/session/me";
import { MAIN_ID, NavFrame, SKIP_TO_MAIN, useNavSheet } from "@/app/_shell/nav/nav-frame";
import { mayOpenSettings } from "@/app/_shell/nav/settings-pages";
import { IconButton } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { ToastPlace } from "@/app/_ui/overlay/toast";
import { SettingsNav } from "./settings-nav";

/** Pages of records and figures need the room; forms and short lists have each action beside its name. */
const WIDE = ["health", "queues", "webhooks", "events", "audit", "operations"];
/** The tabs of an inbox that compare several columns, or show a preview beside a form. */
const WIDE_TABS = ["connect", "rules", "check", "review"];

const isWide = (path: string): boolean =>
  WIDE.some((page) => path.startsWith(`/settings/${page}`)) ||
  WIDE_TABS.some((tab) => path.endsWith(`/${tab}`));

/** The frame of the settings: links and a page. Agents see a note that a page is for administrators. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("settings");
  const me = useMe();
  const path = usePathname();
  const mayEnter = mayOpenSettings(me.role, path);
  const nav = useNavSheet(t("title"), <SettingsNav />);
  return (
    <div className="isolate flex h-window">
      <NavFrame label={t("title")} skip={SKIP_TO_MAIN}>
        <SettingsNav />
      </NavFrame>
      <div className="flex min-w-0 flex-1 flex-col border-line bg-surface lg:border-l">
        <main id={MAIN_ID} tabIndex={-1} className="relative min-h-0 flex-1 overflow-y-auto">
          <div className="flex h-12 items-center gap-1 border-line border-b px-2 lg:hidden">
            <IconButton label={t("openNav")} onClick={nav.open}>
              <MenuIcon size={17} aria-hidden />
            </IconButton>
            <span className="font-semibold">{t("title")}</span>
          </div>
          {mayEnter ? (
            <div className={cn("px-4 py-6 md:px-10 md:py-8", isWide(path) ? "max-w-page" : "max-w-form")}>
              {children}
            </div>
          ) : (
            <>
              <h1 className="sr-only">{t("title")}</h1>
              <EmptyState
                icon={<Lock size={20} />}
                title={t("forbidden")}
                action={
                  <Link href="/settings/profile" className="font-semibold text-accent hover:underline">
                    {t("toProfile")}
                  </Link>
                }
              >
                {t("forbiddenText")}
              </EmptyState>
            </>
          )}
        </main>
        <ToastPlace />
      </div>
      {nav.sheet}
    </div>
  );
}
