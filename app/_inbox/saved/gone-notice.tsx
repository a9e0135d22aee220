"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { useLabels } from "@/app/_shared/use-labels";
import { ViewLink } from "@/app/_shared/view-link";
import type { View } from "@/app/_shell/view/view";

type Gone = { text: string; without: View };

/** Shows that a filter of the list refers to something deleted, with a way to remove that filter. */
export function GoneNotice({ view }: { view: View }) {
  const t = useTranslations("saved.gone");
  const gone = useGone(view);
  if (!gone) return null;
  return (
    <div
      role="status"
      className="flex shrink-0 items-start gap-2 border-line border-b bg-warn-soft px-3 py-2 text-sm text-warn"
    >
      <CircleAlert size={14} aria-hidden className="mt-0.5 shrink-0" />
      <p className="min-w-0">
        {gone.text}{" "}
        <ViewLink view={gone.without} className="font-semibold underline">
          {t("without")}
        </ViewLink>
      </p>
    </div>
  );
}

/** The first deleted filter; null also while that is unknown. */
function useGone(view: View): Gone | null {
  const t = useTranslations("saved.gone");
  const trpc = useTRPC();
  const inboxes = useQuery(trpc.inboxes.list.queryOptions()).data;
  const teams = useQuery(trpc.teams.list.queryOptions()).data;
  const members = useQuery(trpc.members.list.queryOptions()).data;
  const labels = useQuery(trpc.labels.list.queryOptions()).data;
  const { isBuiltIn } = useLabels();
  const { inboxId, teamId, assigneeId, label } = view;
  const isMissing = (list: readonly { id: number }[] | undefined, id: number | null): boolean =>
    id !== null && list !== undefined && !list.some((one) => one.id === id);
  const without = (patch: Partial<View>): View => ({ ...view, ...patch, selected: null });
  if (isMissing(inboxes, inboxId)) return { text: t("inbox"), without: without({ inboxId: null }) };
  if (isMissing(teams, teamId)) return { text: t("team"), without: without({ teamId: null }) };
  if (isMissing(members, assigneeId)) return { text: t("member"), without: without({ assigneeId: null }) };
  const isLabelGone =
    label !== null && labels !== undefined && !isBuiltIn(label) && !labels.some(({ name }) => name === label);
  return isLabelGone ? { text: t("label", { label }), without: without({ label: null }) } : null;
}
