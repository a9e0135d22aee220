"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useMe } from "@/app/_lib/session/me";
import { showCurrent } from "@/app/_lib/show-current";
import { useTRPC } from "@/app/_lib/trpc";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { AlertMark, TroubleMark } from "@/app/_shell/nav/attention-mark";
import { NavHeading, NavLabel, navItem } from "@/app/_shell/nav/nav-item";
import { type SettingsPage, settingsHref, settingsPagesOf } from "@/app/_shell/nav/settings-pages";

/** The mark beside a page that needs attention. */
const MARKS: Partial<Record<SettingsPage["page"], () => ReactNode>> = {
  webhooks: TroubleMark,
  alerts: AlertMark,
};

const GROUPS = ["personal", "team", "integrations", "monitoring", "records"] as const;

const GROUP_OF: Record<SettingsPage["page"], (typeof GROUPS)[number]> = {
  profile: "personal",
  account: "team",
  inboxes: "team",
  members: "team",
  teams: "team",
  labels: "team",
  attributes: "team",
  canned: "team",
  macros: "team",
  tokens: "integrations",
  webhooks: "integrations",
  events: "integrations",
  health: "monitoring",
  queues: "monitoring",
  alerts: "monitoring",
  operations: "records",
  trash: "records",
  audit: "records",
};

/** Links to the pages of the settings that the member may use; each inbox has its own, shown among the inboxes' pages. */
export function SettingsNav() {
  const t = useTranslations("settings");
  const path = usePathname();
  const { role } = useMe();
  return (
    <>
      <Link href="/inbox" className={navItem()}>
        <ArrowLeft size={14} aria-hidden />
        <NavLabel>{t("toInbox")}</NavLabel>
      </Link>
      {GROUPS.map((group) => (
        <PageGroup
          key={group}
          name={t(`groups.${group}`)}
          pages={settingsPagesOf(role).filter(({ page }) => GROUP_OF[page] === group)}
          path={path}
        />
      ))}
    </>
  );
}

type PageGroupProps = { name: string; pages: readonly SettingsPage[]; path: string };

function PageGroup({ name, pages, path }: PageGroupProps) {
  const t = useTranslations("settings");
  if (pages.length === 0) return null;
  return (
    <>
      <NavHeading>{name}</NavHeading>
      <ul>
        {pages.map((entry) => {
          const href = settingsHref(entry);
          const Mark = MARKS[entry.page];
          return (
            <li key={entry.page}>
              <PageLink href={href} isCurrent={isAt(path, entry)}>
                <NavLabel>{t(entry.name)}</NavLabel>
                {Mark ? <Mark /> : null}
              </PageLink>
              {entry.page === "inboxes" && path.startsWith(href) ? <InboxLinks path={path} /> : null}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Whether a path is a page of the settings or lies below it. Below *Inboxes* each inbox has its own link. */
const isAt = (path: string, { page }: SettingsPage): boolean => {
  const href = settingsHref({ page });
  return path === href || (page !== "inboxes" && path.startsWith(`${href}/`));
};

type PageLinkProps = { href: string; isCurrent: boolean; className?: string; children: ReactNode };

/** A link to a page; the current one is scrolled into view, also where the list is longer than the window. */
const PageLink = ({ href, isCurrent, className, children }: PageLinkProps) => (
  <Link
    ref={isCurrent ? showCurrent : undefined}
    href={href}
    className={navItem(className)}
    aria-current={isCurrent ? "page" : undefined}
  >
    {children}
  </Link>
);

/** A link to the settings of each inbox. */
function InboxLinks({ path }: { path: string }) {
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  return (
    <ul>
      {inboxes.map(({ id, name }) => {
        const href = `/settings/inboxes/${id}`;
        const isCurrent = `${path}/`.startsWith(`${href}/`); // at whichever tab
        return (
          <li key={id}>
            <PageLink href={href} isCurrent={isCurrent} className="pl-5">
              <InboxDot inboxId={id} />
              <NavLabel>{name}</NavLabel>
            </PageLink>
          </li>
        );
      })}
    </ul>
  );
}
