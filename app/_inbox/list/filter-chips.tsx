"use client";

import { ArrowDownUp, Inbox, SignalHigh, Tag, UserRound, UsersRound, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SaveButton } from "@/app/_inbox/saved/save-button";
import { useInbox } from "@/app/_shared/use-inbox";
import { useMembers } from "@/app/_shared/use-members";
import { useTeams } from "@/app/_shared/use-teams";
import { ViewLink } from "@/app/_shared/view-link";
import { FIRST_VIEW, type View } from "@/app/_shell/view/view";

/** The order and the filters of the list, beyond its name and status, each removable. */
export function FilterChips({ view }: { view: View }) {
  const t = useTranslations("filter");
  const priority = useTranslations("priority");
  const inbox = useInbox(view.inboxId);
  const { nameOf } = useMembers();
  const { teamName } = useTeams();
  // A list of one inbox has the inbox's name as its title already.
  const hasInbox = view.inboxId !== null && (view.scope !== "all" || view.savedId !== null);
  const hasSort = view.sort !== FIRST_VIEW.sort;
  const { label, assigneeId, teamId } = view;
  const isNarrow = [label, assigneeId, teamId, view.priority].some((filter) => filter !== null);
  if (!isNarrow && !hasInbox && !hasSort) return null;
  return (
    <nav aria-label={t("title")} className="flex shrink-0 flex-wrap gap-1.5 border-line border-b px-3 py-2">
      {hasInbox ? (
        <FilterChip
          icon={<Inbox size={12} aria-hidden />}
          name={inbox?.name ?? t("inbox")}
          without={{ ...view, inboxId: null }}
        />
      ) : null}
      {assigneeId === null ? null : (
        <FilterChip
          icon={<UserRound size={12} aria-hidden />}
          name={nameOf(assigneeId) ?? t("formerMember")}
          without={{ ...view, assigneeId: null }}
        />
      )}
      {teamId === null ? null : (
        <FilterChip
          icon={<UsersRound size={12} aria-hidden />}
          name={teamName(teamId)}
          without={{ ...view, teamId: null }}
        />
      )}
      {view.priority === null ? null : (
        <FilterChip
          icon={<SignalHigh size={12} aria-hidden />}
          name={priority(`value.${view.priority}`)}
          without={{ ...view, priority: null }}
        />
      )}
      {label === null ? null : (
        <FilterChip icon={<Tag size={12} aria-hidden />} name={label} without={{ ...view, label: null }} />
      )}
      {hasSort ? (
        <FilterChip
          icon={<ArrowDownUp size={12} aria-hidden />}
          name={t(`sorts.${view.sort}`)}
          without={{ ...view, sort: FIRST_VIEW.sort }}
        />
      ) : null}
      <SaveButton view={view} />
    </nav>
  );
}

type FilterChipProps = { icon: ReactNode; name: string; without: View };

function FilterChip({ icon, name, without }: FilterChipProps) {
  const t = useTranslations("filter");
  return (
    <ViewLink
      view={{ ...without, selected: null }}
      aria-label={t("without", { name })}
      className="inline-flex h-6 min-w-0 max-w-full items-center gap-1.5 rounded-full bg-accent-soft px-2.5 font-medium text-accent text-xs hover:bg-hover pointer-coarse:h-8"
    >
      {icon}
      <bdi className="truncate">{name}</bdi>
      <X size={12} aria-hidden className="-mr-0.5 shrink-0" />
    </ViewLink>
  );
}
