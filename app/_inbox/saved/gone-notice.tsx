"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FilterValue, type ListField, toggleValue, valuesIn } from "@/app/_inbox/filter/fields";
import { useTRPC } from "@/app/_lib/trpc";
import { useLabels } from "@/app/_shared/use-account";
import { groupsOf, withGroups } from "@/app/_shared/view/conditions";
import { ViewLink } from "@/app/_shared/view/navigate";
import type { View } from "@/app/_shared/view/view";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";

type Gone = { text: string; without: View };

/** Shows that a filter of the list refers to something deleted, with a way to remove that filter. Default export: loaded for a filtered list only. */
export default function GoneNotice({ view }: { view: View }) {
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
  const common: View = { ...view, groups: [] };
  const all = [...groupsOf(common), ...view.groups];
  const isMissing = (list: readonly { id: number }[] | undefined, id: number): boolean =>
    list !== undefined && !list.some((one) => one.id === id);
  /** The first value of a field that is missing, and the list without it. */
  const find = (field: ListField, isGone: (value: FilterValue) => boolean) => {
    const value = all.flatMap((group) => valuesIn(group, field)).find(isGone);
    if (value === undefined) return null;
    const drop = (group: SavedGroup) =>
      valuesIn(group, field).includes(value) ? toggleValue(group, field, value) : group;
    return { value, without: { ...withGroups(view, groupsOf(view).map(drop)), selected: null } };
  };
  const ofIds = (field: ListField, list: readonly { id: number }[] | undefined) =>
    find(field, (value) => typeof value === "number" && isMissing(list, value));
  const gone = {
    inbox: ofIds("inbox", inboxes),
    team: ofIds("team", teams),
    member: ofIds("assignee", members),
  };
  for (const name of ["inbox", "team", "member"] as const) {
    const found = gone[name];
    if (found) return { text: t(name), without: found.without };
  }
  const isLabelGone = (value: FilterValue) =>
    labels !== undefined && !isBuiltIn(String(value)) && !labels.some(({ name }) => name === value);
  const label = find("label", isLabelGone);
  return label && { text: t("label", { label: label.value }), without: label.without };
}
