"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { TroubleMark } from "@/app/_settings/webhooks/trouble-mark";
import { InboxDot } from "@/app/_shared/conversation/inbox-dot";
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
        <li>
          <Link href="/settings/profile" className={navItem()} aria-current={current("/settings/profile")}>
            <NavLabel>{t("profile.title")}</NavLabel>
          </Link>
        </li>
      </ul>
      {me.role === "administrator" ? <AdministratorNav current={current} /> : null}
    </>
  );
}

type Current = (href: string) => "page" | undefined;

/** Pages for administrators only. */
function AdministratorNav({ current }: { current: Current }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  return (
    <ul>
      <li>
        <Link href="/settings/account" className={navItem()} aria-current={current("/settings/account")}>
          <NavLabel>{t("account.title")}</NavLabel>
        </Link>
      </li>
      <li>
        <Link href="/settings/inboxes" className={navItem()} aria-current={current("/settings/inboxes")}>
          <NavLabel>{t("inboxes")}</NavLabel>
        </Link>
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
      </li>
      <li>
        <Link href="/settings/members" className={navItem()} aria-current={current("/settings/members")}>
          <NavLabel>{t("members.title")}</NavLabel>
        </Link>
      </li>
      <li>
        <Link href="/settings/teams" className={navItem()} aria-current={current("/settings/teams")}>
          <NavLabel>{t("teams.title")}</NavLabel>
        </Link>
      </li>
      <li>
        <Link href="/settings/labels" className={navItem()} aria-current={current("/settings/labels")}>
          <NavLabel>{t("labels.title")}</NavLabel>
        </Link>
      </li>
      <li>
        <Link href="/settings/canned" className={navItem()} aria-current={current("/settings/canned")}>
          <NavLabel>{t("canned.title")}</NavLabel>
        </Link>
      </li>
      <li>
        <Link href="/settings/tokens" className={navItem()} aria-current={current("/settings/tokens")}>
          <NavLabel>{t("tokens")}</NavLabel>
        </Link>
      </li>
      <li>
        <Link href="/settings/health" className={navItem()} aria-current={current("/settings/health")}>
          <NavLabel>{t("health.title")}</NavLabel>
        </Link>
      </li>
      <li>
        <Link href="/settings/webhooks" className={navItem()} aria-current={current("/settings/webhooks")}>
          <NavLabel>{t("webhooks.title")}</NavLabel>
          <TroubleMark />
        </Link>
      </li>
      <li>
        <Link href="/settings/alerts" className={navItem()} aria-current={current("/settings/alerts")}>
          <NavLabel>{t("alerts.title")}</NavLabel>
        </Link>
      </li>
      <li>
        <Link href="/settings/events" className={navItem()} aria-current={current("/settings/events")}>
          <NavLabel>{t("events.title")}</NavLabel>
        </Link>
      </li>
      <li>
        <Link href="/settings/trash" className={navItem()} aria-current={current("/settings/trash")}>
          <NavLabel>{t("trash.title")}</NavLabel>
        </Link>
      </li>
      <li>
        <Link href="/settings/audit" className={navItem()} aria-current={current("/settings/audit")}>
          <NavLabel>{t("audit.title")}</NavLabel>
        </Link>
      </li>
    </ul>
  );
}
