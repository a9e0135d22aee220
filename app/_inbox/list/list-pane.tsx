"use client";

import { ArrowDownUp, ListFilter, Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, lazy, Suspense, useState } from "react";
import { SELECTION_TARGET, WaitingActions } from "@/app/_inbox/cursor/waiting-actions";
import { SavedMenu } from "@/app/_inbox/saved/saved-menu";
import { onDemand } from "@/app/_lib/on-demand";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { whenReachable } from "@/app/_lib/when-reachable";
import { useGroupInboxes, useInbox, useTeams } from "@/app/_shared/use-account";
import { goTo } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, SORTS, type View } from "@/app/_shared/view/view";
import { useActionsHost } from "@/app/_shell/keys/actions";
import { PageActionItem, usePageAction } from "@/app/_shell/keys/page-action";
import { ListConnectionMark } from "@/app/_shell/nav/connection-mark";
import { SearchIconButton } from "@/app/_shell/nav/search-button";
import { NotificationsButton } from "@/app/_shell/notifications/notifications-button";
import { useSavedView } from "@/app/_shell/saved/use-saved-views";
import { useViewCount } from "@/app/_shell/view/use-counts";
import { Button, IconButton } from "@/app/_ui/button";
import { Menu, MenuChoice } from "@/app/_ui/overlay/menu";
import { ToastPlace } from "@/app/_ui/overlay/toast";
import { ListBody, type ListBodyProps } from "./list-body";
import { StatusTabs } from "./status-tabs";

const FilterWindow = onDemand(() => import("@/app/_inbox/filter/filter-window").then((file) => file.default));

/** Opens the list's filters. */
function FilterMenu({ view }: { view: View }) {
  const t = useTranslations("filter");
  const [isOpen, setOpen] = useState(false);
  useWhenIdle(FilterWindow.preload);
  return (
    <>
      <IconButton label={t("title")} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <ListFilter size={16} aria-hidden />
      </IconButton>
      {isOpen ? <FilterWindow view={view} field={null} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const ChipRow = lazy(whenReachable(() => import("@/app/_inbox/filter/chip-row")));

/** The filters of the list, beyond its name and status, each removable. Loaded for a list that has any. */
function FilterChips({ view }: { view: View }) {
  const { label, assigneeId, teamId, priority, groups } = view;
  // A list of one inbox has the inbox's name as its title already.
  const hasInbox = view.inboxId !== null && (view.scope !== "all" || view.savedId !== null);
  const isNarrow = [label, assigneeId, teamId, priority].some((filter) => filter !== null);
  if (!isNarrow && !hasInbox && groups.length === 0 && view.sort === FIRST_VIEW.sort) return null;
  return (
    <Suspense fallback={<div className="h-10.5 shrink-0 border-line border-b" />}>
      <ChipRow view={view} hasInbox={hasInbox} />
    </Suspense>
  );
}

const GoneNotice = lazy(whenReachable(() => import("@/app/_inbox/saved/gone-notice")));

/** Whether the list names an inbox, team, member or label, which may be deleted. */
const isFiltered = ({ inboxId, assigneeId, teamId, label, groups }: View): boolean =>
  groups.length > 0 || [inboxId, assigneeId, teamId, label].some((filter) => filter !== null);

type ListPaneProps = Omit<ListBodyProps, "title"> & { onOpenNav: () => void };

/** The list of a view: its name, the statuses, the filters, and the rows. */
export function ListPane({ view, onOpenNav, ...body }: ListPaneProps) {
  const t = useTranslations("list");
  const title = useViewTitle(view);
  return (
    <section
      aria-label={t("pane")}
      className="relative flex min-h-0 min-w-0 flex-1 flex-col border-line bg-surface md:border-r lg:border-l"
    >
      <div className="flex h-12 shrink-0 items-center gap-1 border-line border-b pr-1 pl-1.5 lg:gap-2 lg:pr-2 lg:pl-3.5">
        <span className="lg:hidden">
          <IconButton label={t("openNav")} onClick={onOpenNav}>
            <MenuIcon size={17} aria-hidden />
          </IconButton>
        </span>
        {/* A count that has no room beside the title goes to the clipped second line. */}
        <h2 className="flex h-lh min-w-0 flex-wrap gap-x-2 overflow-hidden text-md" dir="auto">
          <span className="max-w-full truncate">{title}</span> <ListCount view={view} />
        </h2>
        <SavedMenu view={view} />
        <span className="flex-1" />
        <span className="flex lg:hidden">
          <SearchIconButton />
          <NotificationsButton />
        </span>
        <span className="flex lg:gap-1">
          <SortMenu view={view} />
          <FilterMenu view={view} />
        </span>
        <StartButton />
      </div>
      <StatusTabs view={view} />
      <FilterChips view={view} />
      {isFiltered(view) ? (
        <Suspense fallback={null}>
          <GoneNotice view={view} />
        </Suspense>
      ) : null}
      <ListConnectionMark />
      <div className="relative flex min-h-0 flex-1 flex-col">
        <ListBody view={view} title={title} {...body} />
        <LazyBulkBar
          view={view}
          selected={body.selected}
          cursor={body.cursor}
          hasRows={body.rows.length > 0}
          hasMore={body.list.hasNextPage}
        />
      </div>
      <ToastPlace />
    </section>
  );
}

/** Starts a conversation, or a group where there are any; for readers without a keyboard. */
function StartButton() {
  const t = useTranslations("list");
  const { perform } = useActionsHost();
  const { Icon, name, shortcut } = usePageAction("start");
  const hasGroups = useGroupInboxes().length > 0;
  if (hasGroups)
    return (
      <Menu
        trigger={
          <Button variant="ghost" size="icon" aria-label={t("start")}>
            <Icon size={16} aria-hidden />
          </Button>
        }
      >
        <PageActionItem id="start" onSelect={() => perform("start")} />
        <PageActionItem id="startGroup" onSelect={() => perform("startGroup")} />
      </Menu>
    );
  return (
    <IconButton label={name} shortcut={shortcut} onClick={() => perform("start")}>
      <Icon size={16} aria-hidden />
    </IconButton>
  );
}

/** The title of a view: its saved name, else its scope; a view of one inbox, or of one team in all inboxes, has that one's name. */
export function useViewTitle(view: View): string {
  const t = useTranslations("nav");
  const inbox = useInbox(view.inboxId);
  const team = useTeams().teams.find(({ id }) => id === view.teamId);
  const saved = useSavedView(view.savedId);
  if (saved) return saved.name;
  const whole = view.inboxId === null ? team : inbox;
  return whole && view.scope === "all" ? whole.name : t(`scope.${view.scope}`);
}

/** The number of conversations, where the server counts them. */
function ListCount({ view }: { view: View }) {
  const count = useViewCount(view);
  return count === null ? null : (
    <>
      <span className="sr-only">, </span>
      <span className="font-normal text-base text-faint tabular-nums">{count}</span>
    </>
  );
}

/** Orders the list. An order that is not the usual one is shown with the filters. */
function SortMenu({ view }: { view: View }) {
  const t = useTranslations("filter");
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={t("sortedBy", { sort: t(`sorts.${view.sort}`) })}>
          <ArrowDownUp size={15} aria-hidden />
        </Button>
      }
    >
      <MenuChoice
        label={t("sort")}
        value={view.sort}
        options={SORTS.map((sort) => ({ value: sort, label: t(`sorts.${sort}`) }))}
        onChange={(sort) => goTo({ ...view, selected: null, sort })}
      />
    </Menu>
  );
}

const load = whenReachable(() => import("@/app/_inbox/bulk/bulk-bar"));
const BulkBar = lazy(load);

/** The bar of actions for selected rows: loaded when the page is idle, or with the first selection, and kept from then on. */
function LazyBulkBar(props: ComponentProps<typeof BulkBar>) {
  const [isWanted, setWanted] = useState(false);
  useWhenIdle(() => load().then(() => setWanted(true)));
  const hasSelection = props.selected.rows.length > 0;
  if (hasSelection && !isWanted) setWanted(true);
  return isWanted ? (
    <Suspense fallback={hasSelection ? <WaitingActions layer="selection" target={SELECTION_TARGET} /> : null}>
      <BulkBar {...props} />
    </Suspense>
  ) : null;
}
