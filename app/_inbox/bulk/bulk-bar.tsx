"use client";

import { Ellipsis, LoaderCircle, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useMarkUnread } from "@/app/_inbox/change/use-conversation-changes";
import type { Cursor } from "@/app/_inbox/cursor/current";
import { SELECTION_TARGET, useWaitingKeys } from "@/app/_inbox/cursor/waiting-actions";
import type { SelectedRows } from "@/app/_inbox/list/use-selection";
import { cn } from "@/app/_lib/class-names";
import { useMe } from "@/app/_lib/session/me";
import { filterOf, type View } from "@/app/_shared/view/view";
import { ActionButton, ActionItem } from "@/app/_shell/keys/action-button";
import { useActions, useActionsHost } from "@/app/_shell/keys/actions";
import { allOff } from "@/app/_shell/keys/offers";
import type { ActionId } from "@/app/_shell/keys/registry";
import { useViewCount } from "@/app/_shell/view/use-counts";
import { Button, IconButton } from "@/app/_ui/button";
import { Menu } from "@/app/_ui/overlay/menu";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { BulkOperationDto } from "@/server/contract/conversation/bulk";
import type { Purged } from "./purge-dialog";
import { useBulk } from "./use-bulk";
import { type BulkChange, useBulkOffers } from "./use-bulk-offers";

const SnoozeDialog = windowOnDemand(() =>
  import("@/app/_inbox/snooze/snooze-dialog").then((file) => file.SnoozeDialog),
);
const PurgeDialog = windowOnDemand(() => import("./purge-dialog").then((file) => file.default));

const USUAL = ["resolve", "snooze", "assign", "label"] as const;
const IN_TRASH = ["restore", "purge"] as const;
const MORE = [
  "reopen",
  "markPending",
  "markUnread",
  "assignToMe",
  "team",
  "move",
  "priority",
  "macro",
  "trash",
  "selectAll",
] as const;

/** `hasMore`: the view contains conversations that are not loaded. */
type BulkBarProps = {
  view: View;
  selected: SelectedRows;
  cursor: Cursor;
  hasRows: boolean;
  hasMore: boolean;
};

/**
 * The actions for the selected conversations, and the progress of a running one. Loaded when the page is idle, hence the
 * default export.
 */
export default function BulkBar({ view, selected, cursor, hasRows, hasMore }: BulkBarProps) {
  const t = useTranslations("bulk");
  const { running, cancel, change, purge } = useBulk();
  const [isPicking, setPicking] = useState(false);
  const [purged, setPurged] = useState<Purged | null>(null);
  const markUnread = useMarkUnread();
  const count = selected.rows.length;
  const displayIds = selected.rows.map((row) => row.conversation.displayId);
  const { sort: _, ...query } = filterOf(view);
  const { lifecycle, ...inTrash } = query;
  const isTrash = lifecycle === "trashed";
  const start: BulkChange = (doing) => {
    cursor.dispatch({ type: "passed", displayIds: new Set(displayIds) });
    selected.clear();
    void change(doing, selected.isWholeView ? { query } : { displayIds });
  };
  const offers = useBulkOffers(selected.rows, start, {
    onPickSnooze: () => setPicking(true),
    unread: {
      run: () => {
        selected.clear();
        markUnread(displayIds);
      },
      isEnabled: !selected.isWholeView, // a private mark: no operation over what is not loaded
    },
    onPurge: () => setPurged(selected.isWholeView ? { query: inTrash } : { displayIds }),
  });
  const isOffered = count > 0 && running === null;
  const off = allOff(t("isRunning"));
  useActions("selection", count > 0 ? { ...(running ? off : offers), close: { run: selected.clear } } : {});
  useWaitingKeys(SELECTION_TARGET);
  return (
    <>
      {running ? <Progress bulk={running} onCancel={cancel} /> : null}
      {isOffered ? (
        <Bar>
          <ClearButton onClear={selected.clear} />
          <Selected view={view} selected={selected} hasMore={hasMore} />
          <div className="flex shrink-0 items-center gap-0.5 @max-[32rem]:basis-full @max-[32rem]:pb-0.5">
            {(isTrash ? IN_TRASH.filter((id) => offers[id]) : USUAL).map((id, i) => (
              <BulkButton key={id} id={id} isFirst={i === 0} isDisabled={offers[id]?.isEnabled === false} />
            ))}
            {isTrash ? null : (
              <MoreMenu ids={MORE.filter((id) => id === "selectAll" || offers[id]?.isEnabled !== false)} />
            )}
          </div>
        </Bar>
      ) : null}
      {isPicking ? (
        <SnoozeDialog
          open
          onOpenChange={setPicking}
          onSnooze={(until) => start({ action: "snooze", params: { until: until.toISOString() } })}
        />
      ) : null}
      {isTrash && hasRows && count === 0 && running === null ? (
        <EmptyTrash onPurge={() => setPurged({ query: inTrash })} />
      ) : null}
      {purged ? (
        <PurgeDialog
          what={purged}
          onClose={() => setPurged(null)}
          onConfirm={(token) => {
            cursor.dispatch({ type: "passed", displayIds: new Set(displayIds) });
            selected.clear();
            void purge(token);
          }}
        />
      ) : null}
    </>
  );
}

/** The selection and its actions: in one line, in a narrow list in two. */
const Bar = ({ children }: { children: ReactNode }) => (
  <div className="@container z-10 mx-2 mb-2 shrink-0 rounded-m border border-line bg-raised shadow-pop">
    <div className="flex min-h-11 flex-wrap items-center gap-0.5 px-1.5 py-1">{children}</div>
  </div>
);

/** The number of selected; once all loaded ones are selected, a button that selects the whole view. */
function Selected({ view, selected, hasMore }: Pick<BulkBarProps, "view" | "selected" | "hasMore">) {
  const t = useTranslations("bulk");
  const total = useViewCount(view);
  const all = { isCounted: String(total !== null), count: total ?? "" };
  const { isWholeView, isAllLoaded, pickWholeView } = selected;
  return (
    <>
      <p role="status" className="min-w-0 flex-auto truncate font-medium tabular-nums">
        {isWholeView ? t("every", all) : t("count", { count: selected.rows.length })}
      </p>
      {isAllLoaded && hasMore && !isWholeView ? (
        <Button variant="ghost" size="sm" className="text-accent" onClick={pickWholeView}>
          {t("pickEvery", all)}
        </Button>
      ) : null}
    </>
  );
}

/** Selects the whole trash of the view, for members who may delete permanently. */
function EmptyTrash({ onPurge }: { onPurge: () => void }) {
  const t = useTranslations("trash");
  const me = useMe();
  if (me.role !== "administrator") return null;
  return (
    <Bar>
      <p className="min-w-0 flex-1 truncate ps-2 text-muted">{t("emptyBar")}</p>
      <Button variant="danger" onClick={onPurge}>
        {t("empty")}
      </Button>
    </Bar>
  );
}

function Progress({ bulk, onCancel }: { bulk: BulkOperationDto; onCancel: () => void }) {
  const t = useTranslations("bulk");
  return (
    <Bar>
      <LoaderCircle size={16} aria-hidden className="ms-2 me-1 animate-spin text-faint" />
      <p role="status" className="min-w-0 flex-auto truncate font-medium tabular-nums">
        {t("progress", { done: bulk.processed, count: bulk.total })}
      </p>
      <Button variant="ghost" onClick={onCancel}>
        {t("cancel")}
      </Button>
    </Bar>
  );
}

/** What else can be done with the selected conversations. */
function MoreMenu({ ids }: { ids: readonly ActionId[] }) {
  const t = useTranslations("bulk");
  return (
    <Menu
      side="top"
      trigger={
        <Button variant="ghost" size="icon" aria-label={t("more")}>
          <Ellipsis size={17} aria-hidden />
        </Button>
      }
    >
      {ids.map((id) => (
        <BulkItem key={id} id={id} />
      ))}
    </Menu>
  );
}

function ClearButton({ onClear }: { onClear: () => void }) {
  const t = useTranslations("bulk");
  return (
    <IconButton label={t("clear")} shortcut="Esc" onClick={onClear}>
      <X size={16} aria-hidden />
    </IconButton>
  );
}

type BulkButtonProps = { id: ActionId; isFirst: boolean; isDisabled: boolean };

/** In a narrow list its name takes the room of its icon. */
function BulkButton({ id, isFirst, isDisabled }: BulkButtonProps) {
  const { perform } = useActionsHost();
  return (
    <ActionButton
      id={id}
      variant={isFirst ? "plain" : "ghost"}
      disabled={isDisabled}
      onClick={() => perform(id)}
      className={cn("@max-[32rem]:[&>svg]:hidden", isFirst ? "me-1 px-2" : "px-1.5")}
    />
  );
}

function BulkItem({ id }: { id: ActionId }) {
  const { perform } = useActionsHost();
  return <ActionItem id={id} onSelect={() => perform(id)} />;
}
