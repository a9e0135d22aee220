"use client";

import { useQuery } from "@tanstack/react-query";
import { MessagesSquare } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { NextState } from "@/app/_inbox/change/use-status-actions";
import { CursorActions, loadRowActions } from "@/app/_inbox/cursor/cursor-actions";
import { useCursor } from "@/app/_inbox/cursor/use-cursor";
import { useListKeys } from "@/app/_inbox/cursor/use-list-keys";
import { useFrozenRows } from "@/app/_inbox/list/frozen-rows";
import { ListPane, useViewTitle } from "@/app/_inbox/list/list-pane";
import { LIST_ID, type RowListHandle } from "@/app/_inbox/list/row-list";
import { useSelection } from "@/app/_inbox/list/use-selection";
import { useViewing } from "@/app/_inbox/presence/use-viewing";
import { ThreadSkeleton } from "@/app/_inbox/thread/thread-skeleton";
import { cn } from "@/app/_lib/class-names";
import { refusalCodeOf } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { whenReachable } from "@/app/_lib/when-reachable";
import type { Row } from "@/app/_shared/conversation/rows";
import { useGroupInboxes } from "@/app/_shared/use-account";
import { goTo, openNow, viewNow } from "@/app/_shared/view/navigate";
import { filterOf, hrefOf, isListed } from "@/app/_shared/view/view";
import { useConversationList, useInboxTopics } from "@/app/_shell/cache/use-conversation-list";
import { useReadAhead } from "@/app/_shell/cache/use-thread";
import { useActions } from "@/app/_shell/keys/actions";
import { NavFrame, useNavSheet } from "@/app/_shell/nav/nav-frame";
import type { SkipTarget } from "@/app/_shell/nav/skip-links";
import { ViewNav } from "@/app/_shell/nav/view-nav";
import { useUnreadCount } from "@/app/_shell/notifications/use-unread";
import { ResizePane } from "@/app/_shell/resize-pane";
import { useTitle, useView } from "@/app/_shell/view/use-view";
import { EmptyState } from "@/app/_ui/empty-state";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";

/** An open conversation is loaded as a separate chunk: immediately if one is open, else when the page is idle. */
const loadThread = whenReachable(() =>
  import("@/app/_inbox/thread/thread-pane").then((file) => file.ThreadPane),
);
const loadDetails = whenReachable(() => import("@/app/_inbox/details/details").then((file) => file.Details));
const ThreadPane = dynamic(loadThread, { ssr: false, loading: ThreadSkeleton });
const Details = dynamic(loadDetails, { ssr: false });
const StartDialog = windowOnDemand(() =>
  import("@/app/_shell/start/start-dialog").then((file) => file.default),
);
const GroupDialog = windowOnDemand(() =>
  import("@/app/_shell/start/group-dialog").then((file) => file.default),
);
const loadOpen = () => Promise.all([loadThread(), loadDetails(), loadRowActions()]);
if (typeof location !== "undefined" && openNow() !== null) void loadOpen();

const SKIP_TO_LIST: readonly SkipTarget[] = [{ name: "list", id: LIST_ID }];
const SKIP_TO_ALL: readonly SkipTarget[] = [
  ...SKIP_TO_LIST,
  { name: "thread", id: "thread" },
  { name: "composer", id: "composer" },
];

/** The inbox: views, the list of one view, the open conversation and its details. */
export function InboxScreen() {
  const t = useTranslations("nav");
  const me = useMe();
  const { view, select, close } = useView();
  useInboxTopics(view);
  useViewing(view.selected);
  const list = useConversationList(view);
  const viewKey = hrefOf({ ...view, selected: null });
  const frozen = useFrozenRows(list.rows, viewKey, view.sort);
  const rowList = useRef<RowListHandle>(null);
  const cursor = useCursor({ listed: frozen.rows, open: view.selected, viewKey, list: rowList });
  const { rows, held } = cursor;
  const selected = useSelection(rows, held, viewKey);
  const openRow = useOpenRow(view.selected, rows);
  const nav = useNavSheet(t("views"), <ViewNav />);
  const title = useViewTitle(view);
  useTitle(title, useUnreadCount());
  useReadAhead(after(rows, view.selected)?.conversation.displayId);
  const [starting, setStarting] = useState<"conversation" | "group" | null>(null);
  const hasGroups = useGroupInboxes().length > 0;
  const endStart = () => setStarting(null);
  const scrollTo = (displayId: number) => rowList.current?.scrollTo(displayId);
  const [hasRows, hasMore] = [rows.length > 0, list.hasNextPage];
  useListKeys({ cursor, open: view.selected, hasRows, hasMore, selected, select, scrollTo });
  useActions("page", {
    start: { run: () => setStarting("conversation") },
    startGroup: { run: () => setStarting("group"), isEnabled: hasGroups },
  });

  /** Moves on from the current conversation before it leaves the list. Returns whether another one is opened. */
  const onNextState = (displayId: number, to: NextState, isSent = false): boolean => {
    const leaving = rows.find((row) => row.conversation.displayId === displayId) ?? openRow;
    const moved = to === "trashed" || to === "live" ? { lifecycle: to } : { status: to };
    if (leaving?.conversation.displayId !== displayId) return false;
    if (isListed({ ...leaving.conversation, ...moved }, filterOf(view), me.id)) return false;
    const hasOnePane = matchMedia("(max-width: 47.99rem)").matches;
    const next = cursor.leave(displayId, { hasOnePane, isSent });
    if (next) goTo({ ...viewNow(), selected: next.open }, "replace");
    return next !== null;
  };

  /** What is deleted permanently keeps no place in the list. */
  const onPurged = () => {
    if (view.selected !== null)
      cursor.cursor.dispatch({ type: "passed", displayIds: new Set([view.selected]) });
    close();
  };

  useWhenIdle(loadOpen);

  const isOpen = view.selected !== null;
  return (
    <div className="isolate flex h-window">
      <NavFrame label={t("views")} skip={view.selected === null ? SKIP_TO_LIST : SKIP_TO_ALL}>
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
            cursor={cursor.cursor}
            held={held}
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
            <NothingOpen isEmpty={list.isSuccess && frozen.rows.length === 0} />
          ) : (
            <ThreadPane
              key={view.selected}
              displayId={view.selected}
              known={openRow}
              onBack={close}
              onPurged={onPurged}
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
      <CursorActions
        cursor={cursor.cursor}
        rows={rows}
        selected={selected.rows.length}
        open={view.selected}
        onOpen={select}
        onNextState={onNextState}
      />
      {starting === "conversation" ? <StartDialog onClose={endStart} /> : null}
      {starting === "group" ? <GroupDialog onClose={endStart} /> : null}
    </div>
  );
}

/** The row below the open one. */
const after = (rows: readonly Row[], selected: number | null): Row | undefined =>
  selected === null ? undefined : rows[rows.findIndex((row) => row.conversation.displayId === selected) + 1];

/** Beside an empty list there is nothing to choose. */
function NothingOpen({ isEmpty }: { isEmpty: boolean }) {
  const t = useTranslations("thread");
  if (isEmpty) return null;
  return (
    <EmptyState icon={<MessagesSquare size={20} />} title={t("nothingOpen")}>
      {t("nothingOpenText")}
    </EmptyState>
  );
}

/** The open conversation: from its own query, until then from the list. None once it is deleted, or the reader may not see it any more. */
function useOpenRow(displayId: number | null, rows: readonly Row[]): Row | undefined {
  const trpc = useTRPC();
  const { data, error } = useQuery({
    ...trpc.conversations.get.queryOptions({ displayId: displayId ?? 0 }),
    enabled: displayId !== null,
  });
  if (displayId === null || data?.conversation.lifecycle === "purged") return undefined;
  if (error !== null && refusalCodeOf(error) === "conversation.not_found") return undefined;
  return data ?? rows.find((row) => row.conversation.displayId === displayId);
}
