"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Inbox, ListFilter, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { ViewLink } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, type View } from "@/app/_shared/view/view";
import { useCounts } from "@/app/_shell/view/use-counts";
import { EmptyState } from "@/app/_ui/empty-state";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";

/** Why a list is empty: distinguishes *no match*, *all done* and *nothing yet*. */
export function NoRows({ view }: { view: View }) {
  const t = useTranslations("list.empty");
  const counts = useCounts();
  const { label, assigneeId, priority, teamId, groups } = view;
  if (groups.length > 0 || [label, assigneeId, priority, teamId].some((filter) => filter !== null)) {
    return (
      <EmptyState
        icon={<ListFilter size={20} />}
        title={t("noMatch")}
        action={
          <ViewLink
            view={{ ...view, label: null, assigneeId: null, priority: null, teamId: null, groups: [] }}
            className="font-semibold text-accent hover:underline"
          >
            {t("clear")}
          </ViewLink>
        }
      >
        {t("noMatchText")}
      </EmptyState>
    );
  }
  const hasNone = counts?.trashed === 0 && CONVERSATION_STATUSES.every((status) => counts[status] === 0);
  if (hasNone && isForNewOnes(view)) return <FirstDay />;
  if (view.scope === "trash") {
    return (
      <EmptyState icon={<Trash2 size={20} />} title={t("noTrash")}>
        {t("noTrashText")}
      </EmptyState>
    );
  }
  if (view.scope === "mentioned") {
    return (
      <EmptyState icon={<Inbox size={20} />} title={t("noMentions")}>
        {t("noMentionsText")}
      </EmptyState>
    );
  }
  if (view.status === "open") {
    return (
      <EmptyState
        icon={<CircleCheck size={20} />}
        title={t("allDone")}
        action={
          view.scope === "mine" && counts && counts.unassigned > 0 ? (
            <ViewLink
              view={{ ...FIRST_VIEW, scope: "unassigned" }}
              className="font-semibold text-accent hover:underline"
            >
              {t("toUnassigned", { count: counts.unassigned })}
            </ViewLink>
          ) : null
        }
      >
        {t(`allDoneText.${view.inboxId === null ? view.scope : "here"}`)}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Inbox size={20} />} title={t(`nothing.${view.status ?? "any"}`)}>
      {t(`nothingText.${view.status ?? "any"}`)}
    </EmptyState>
  );
}

/** Whether the list has what customers begin. */
const isForNewOnes = ({ scope, status }: View): boolean =>
  scope !== "trash" && scope !== "mentioned" && (status === null || status === "open");

/** Before the first conversation: what is missing, and the way to it. */
function FirstDay() {
  const t = useTranslations("list.empty");
  const me = useMe();
  const { data: inboxes } = useQuery(useTRPC().inboxes.list.queryOptions());
  const isAdministrator = me.role === "administrator";
  const missing = inboxes?.length === 0 ? (isAdministrator ? "inbox" : "access") : "message";
  return (
    <EmptyState
      icon={<Inbox size={20} />}
      title={t(missing === "access" ? "noAccess" : "firstDay")}
      action={
        isAdministrator ? (
          <Link href="/welcome" className="font-semibold text-accent hover:underline">
            {t("toWelcome")}
          </Link>
        ) : null
      }
    >
      {t(`firstDayText.${missing}`)}
    </EmptyState>
  );
}
