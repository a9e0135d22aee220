"use client";

import {
  CalendarClock,
  CalendarPlus,
  CircleDot,
  CircleSlash,
  Inbox,
  SignalHigh,
  Tag,
  UserRound,
  UserRoundCheck,
  UsersRound,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { usePriorities } from "@/app/_inbox/change/choices";
import { useMe } from "@/app/_lib/session/me";
import { useListText } from "@/app/_lib/use-list-text";
import { LabelDot } from "@/app/_shared/conversation/label-chip";
import { useRangeText } from "@/app/_shared/date/day-range-fields";
import { useInboxes, useLabels, useTeams } from "@/app/_shared/use-account";
import { useMembers } from "@/app/_shared/use-members";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import { parseDayRange } from "@/server/contract/conversation/day-range";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";
import { FILTER_FIELDS, type FilterField, type FilterValue, type ListField, valuesIn } from "./fields";

type FilterOption = { value: FilterValue; name: string; icon?: ReactNode };

const ICON_PX = 15;

export const FIELD_ICONS: Readonly<Record<FilterField, ReactNode>> = {
  status: <CircleDot size={ICON_PX} />,
  assignee: <UserRound size={ICON_PX} />,
  inbox: <Inbox size={ICON_PX} />,
  team: <UsersRound size={ICON_PX} />,
  priority: <SignalHigh size={ICON_PX} />,
  label: <Tag size={ICON_PX} />,
  active: <CalendarClock size={ICON_PX} />,
  created: <CalendarPlus size={ICON_PX} />,
};

/** The fields that a list is filtered by: their options, and the texts of values. */
export function useFilterFields() {
  const t = useTranslations("filter");
  const listText = useListText();
  const rangeText = useRangeText();
  const options = useOptions();
  const { nameOf: memberName } = useMembers();
  const nameOf = (field: FilterField, value: FilterValue): string => {
    const range = typeof value === "string" ? parseDayRange(value) : null;
    if (field === "active" || field === "created") return (range && rangeText(range)) ?? "";
    const option = options[field].find((one) => one.value === value)?.name;
    const known = field === "assignee" && typeof value === "number" ? memberName(value) : option;
    return known ?? (field === "label" ? String(value) : t(`gone.${field}`));
  };
  return {
    /** Fields that have anything to choose from. */
    offered: FILTER_FIELDS.filter(
      (field) => field === "active" || field === "created" || options[field].length > 0,
    ),
    options,
    /** The values of a field in a group as one text; empty for any. */
    textOf: (group: SavedGroup, field: FilterField): string => {
      const names = valuesIn(group, field).map((value) => nameOf(field, value));
      const isAll = field === "label" && group.labelMatch === "all";
      return names.length === 0 ? "" : isAll ? t("allOf", { values: names.join(" + ") }) : listText(names);
    },
  };
}

function useOptions(): Readonly<Record<ListField, readonly FilterOption[]>> {
  const t = useTranslations("filter");
  const status = useTranslations("status");
  const me = useMe();
  const { members } = useMembers();
  const { teams } = useTeams();
  const { names: labels } = useLabels();
  const inboxes = useInboxes();
  const priorities = usePriorities();
  const named = ({ id, name }: { id: number; name: string }): FilterOption => ({ value: id, name });
  return {
    status: CONVERSATION_STATUSES.map((value) => ({ value, name: status(value) })),
    assignee: [
      { value: "me", name: t("me"), icon: <UserRoundCheck size={ICON_PX} /> },
      { value: "nobody", name: t("nobody"), icon: <CircleSlash size={ICON_PX} /> },
      { value: "anybody", name: t("anybody"), icon: <UsersRound size={ICON_PX} /> },
      ...members.filter(({ id, state }) => state === "active" && id !== me.id).map(named),
    ],
    inbox: inboxes.map(named),
    team: teams.map(named),
    priority: priorities.flatMap(({ priority, name, icon }) =>
      priority === null ? [] : [{ value: priority, name, icon }],
    ),
    label: labels.map((label) => ({ value: label, name: label, icon: <LabelDot label={label} /> })),
  };
}
