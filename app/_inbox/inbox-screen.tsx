"use client";

import { useQuery } from "@tanstack/react-query";
import { MessagesSquare } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useMarkUnread } from "@/app/_inbox/change/use-mark-unread";
import type { NextState } from "@/app/_inbox/change/use-status-actions";
import { useFrozenRows } from "@/app/_inbox/list/frozen-rows";
import { ListPane, useViewTitle } from "@/app/_inbox/list/list-pane";
import type { RowListHandle } from "@/app/_inbox/list/row-list";
import { useConversationList } from "@/app/_inbox/list/use-conversation-list";
import { useSelection } from "@/app/_inbox/list/use-selection";
import { useViewing } from "@/app/_inbox/presence/use-viewing";
import { ThreadSkeleton } from "@/app/_inbox/thread/thread-skeleton";
import { cn } from "@/app/_lib/class-names";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import type { Row } from "@/app/_shell/cache/rows";
import { useInboxTopics } from "@/app/_shell/cache/use-inbox-topics";
import { useReadAhead } from "@/app/_shell/cache/use-thread";
import { useActions } from "@/app/_shell/keys/actions";
import { NavFrame, useNavSheet } from "@/app/_shell/nav/nav-frame";
import { ViewNav } from "@/app/_shell/nav/view-nav";
import { useUnreadCount } from "@/app/_shell/notifications/use-unread";
import { ResizePane } from "@/app/_shell/resize-pane";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { openNow } from "@/app/_shell/view/navigate";
import { useTitle } from "@/app/_shell/view/use-title";
import { useView } from "@/app/_shell/view/use-view";
import { filterOf, hrefOf, isListed } from "@/app/_shell/view/view";
import { EmptyState } from "@/app/_ui/empty-state";
import { useCursor } from "./use-cursor";

/** An open conversation is loaded as a separate chunk: immediately if one is open, else when the page is idle. */
const loadThread = () => import("@/app/_inbox/thread/thread-pane").then((file) => file.ThreadPane);
const loadDetails = () => import("@/app/_inbox/details/details").then((file) => file.Details);
const ThreadPane = dynamic(loadThread, { ssr: false, loading: ThreadSkeleton });
const Details = dynamic(loadDetails, { ssr: false });
const StartDialog = dynamic(() => import("@/app/_inbox/start/start-dialog"), { ssr: false });
const loadOpen = () => Promise.all([loadThread(), loadDetails()]);
if (typeof location !== "undefined" && openNow() !== null) void loadOpen();

/** The inbox: views, the list of one view, the open conversation and its details. */
export function InboxScreen() {
  const t = useTranslations("nav");
  const me = useMe();
  const { view, select, close } = useView();
  useInboxTopics(view);
  useViewing(view.selected);
  const list = useConversationList(view);
  const frozen = useFrozenRows(list.rows, hrefOf({ ...view, selected: null }), view.sort);
  const { rows } = frozen;
  const selected = useSelection(rows, hrefOf({ ...view, selected: null }));
  const rowList = useRef<RowListHandle>(null);
  const openRow = useOpenRow(view.selected, rows);
  const nav = useNavSheet(t("views"), <ViewNav />);
  const cursor = useCursor(rows, view.selected, rowList);
  const title = useViewTitle(view);
  useTitle(title, useUnreadCount());
  useReadAhead(after(rows, view.selected)?.conversation.displayId);
  const { undoLast } = useUndo();
  const [isStarting, setStarting] = useState(false);
  const pickHere = () => {
    const here = cursor.here();
    if (here !== null) selected.pick(here, "toggle");
  };
  const markUnread = useMarkUnread();
  const unreadHere = () => {
    const here = cursor.here();
    if (here !== null) markUnread([here]);
  };
  const extend = (step: 1 | -1) => {
    const from = cursor.here();
    const to = cursor.move(step);
    if (to !== null) selected.pickRange(from, to);
  };
  useActions("page", {
    next: { run: () => cursor.move(1) },
    previous: { run: () => cursor.move(-1) },
    open: { run: cursor.open(select) },
    select: { run: pickHere },
    extendDown: { run: () => extend(1) },
    extendUp: { run: () => extend(-1) },
    selectAll: { run: selected.pickAll, isEnabled: rows.length > 0 },
    markUnread: { run: unreadHere },
    undo: { run: undoLast },
    start: { run: () => setStarting(true) },
  });

  /** Before the open conversation leaves the list, opens the one below it, else the one above. */
  const onNextState = (to: NextState) => {
    const at = rows.findIndex((row) => row.conversation.displayId === view.selected);
    const leaving = rows[at];
    const moved = to === "trashed" || to === "live" ? { lifecycle: to } : { status: to };
    if (!leaving || isListed({ ...leaving.conversation, ...moved }, filterOf(view), me.id)) return;
    const next = rows[at + 1] ?? rows[at - 1];
    // A phone shows one pane: there the list is shown again.
    const isNarrow = matchMedia("(max-width: 47.99rem)").matches;
    select(isNarrow ? null : (next?.conversation.displayId ?? null), "replace");
  };

  useWhenIdle(loadOpen);

  const isOpen = view.selected !== null;
  return (
    <div className="isolate flex h-window">
      <NavFrame label={t("views")}>
        <ViewNav />
      </NavFrame>
      <main className="flex min-w-0 flex-1">
        <h1 className="sr-only">{title}</h1>
        <div className={cn("relative w-full shrink-0 md:pane-list md:flex", isOpen ? "hidden" : "flex")}>
          <ListPane
            view={view}
            list={list}
            rows={rows}
            news={frozen.news}
            selected={selected}
            handle={rowList}
            onAtTop={frozen.setAtTop}
            onOpenNav={nav.open}
          />
          <ResizePane pane="list" name={t("list")} className="hidden md:block" />
        </div>
        <section
          aria-label={t("conversation")}
          className={cn("relative min-w-0 flex-1 flex-col bg-surface md:flex", isOpen ? "flex" : "hidden")}
        >
          {view.selected === null ? (
            <NothingOpen />
          ) : (
            <ThreadPane
              key={view.selected}
              displayId={view.selected}
              known={openRow}
              onBack={close}
              onNextState={onNextState}
            />
          )}
        </section>
        {openRow ? (
          <section
            aria-label={t("details")}
            className="pane-context relative hidden shrink-0 border-line border-l bg-bg xl:block"
          >
            <div className="h-full overflow-y-auto p-4">
              <Details key={openRow.conversation.id} row={openRow} />
            </div>
            <ResizePane pane="context" name={t("detailsPane")} />
          </section>
        ) : null}
      </main>
      {nav.sheet}
      {isStarting ? <StartDialog onClose={() => setStarting(false)} /> : null}
    </div>
  );
}

/** The row below the open one. */
const after = (rows: readonly Row[], selected: number | null): Row | undefined =>
  selected === null ? undefined : rows[rows.findIndex((row) => row.conversation.displayId === selected) + 1];

function NothingOpen() {
  const t = useTranslations("thread");
  return (
    <EmptyState icon={<MessagesSquare size={20} />} title={t("nothingOpen")}>
      {t("nothingOpenText")}
    </EmptyState>
  );
}

/** The open conversation: from its own query, until then from the list. */
function useOpenRow(displayId: number | null, rows: readonly Row[]): Row | undefined {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.conversations.get.queryOptions({ displayId: displayId ?? 0 }),
    enabled: displayId !== null,
  });
  if (displayId === null) return undefined;
  return data ?? rows.find((row) => row.conversation.displayId === displayId);
}
