"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { InboxDot } from "@/app/_shared/conversation/inbox-dot";
import { AlertMark, TroubleMark } from "@/app/_shell/nav/attention-mark";
import { NavHeading, NavLabel, navItem } from "@/app/_shell/nav/nav-item";

/** Links to the pages of the settings; each inbox has its own. */
export function SettingsNav() {
  const t = useTranslations("settings");
  const path = usePathname();
  const me = useMe();
  const current = (href: string) => (path === href ? "page" : undefined);
  return (
    <>
      <Link href="/inbox" className={navItem()}>
        <ArrowLeft size={14} aria-hidden />
        <NavLabel>{t("toInbox")}</NavLabel>
      </Link>
      <NavHeading>{t("title")}</NavHeading>
      <ul>
        <PageItem href="/settings/profile" name={t("profile.title")} current={current} />
      </ul>
      {me.role === "administrator" ? (
        <AdministratorNav current={current} />
      ) : (
        <ul>
          <PageItem href="/settings/canned" name={t("canned.title")} current={current} />
          <PageItem href="/settings/macros" name={t("macros.title")} current={current} />
        </ul>
      )}
    </>
  );
}

type Current = (href: string) => "page" | undefined;

/** The pages below the inboxes, with the name of each and the mark beside it. */
const PAGES = [
  { page: "members", name: "members.title" },
  { page: "teams", name: "teams.title" },
  { page: "labels", name: "labels.title" },
  { page: "attributes", name: "attributes.title" },
  { page: "canned", name: "canned.title" },
  { page: "macros", name: "macros.title" },
  { page: "tokens", name: "tokens" },
  { page: "health", name: "health.title" },
  { page: "webhooks", name: "webhooks.title", Mark: TroubleMark },
  { page: "alerts", name: "alerts.title", Mark: AlertMark },
  { page: "events", name: "events.title" },
  { page: "trash", name: "trash.title" },
  { page: "audit", name: "audit.title" },
] as const;

/** Pages for administrators only. */
function AdministratorNav({ current }: { current: Current }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  return (
    <ul>
      <PageItem href="/settings/account" name={t("account.title")} current={current} />
      <PageItem href="/settings/inboxes" name={t("inboxes")} current={current}>
        <ul>
          {inboxes.map(({ id, name }) => (
            <li key={id}>
              <Link
                href={`/settings/inboxes/${id}`}
                className={navItem("pl-5")}
                aria-current={current(`/settings/inboxes/${id}`)}
              >
                <InboxDot inboxId={id} />
                <NavLabel>{name}</NavLabel>
              </Link>
            </li>
          ))}
        </ul>
      </PageItem>
      {PAGES.map(({ page, name, ...mark }) => (
        <PageItem
          key={page}
          href={`/settings/${page}`}
          name={t(name)}
          current={current}
          {...("Mark" in mark ? mark : {})}
        />
      ))}
    </ul>
  );
}

type PageItemProps = {
  href: string;
  name: string;
  current: Current;
  Mark?: () => ReactNode;
  children?: ReactNode;
};

const PageItem = ({ href, name, current, Mark, children }: PageItemProps) => (
  <li>
    <Link href={href} className={navItem()} aria-current={current(href)}>
      <NavLabel>{name}</NavLabel>
      {Mark ? <Mark /> : null}
    </Link>
    {children}
  </li>
);
