"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/app/_ui/button";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { SELECTED_MAX } from "@/server/contract/message/undelivered";
import type { UndeliveredActions } from "./use-undelivered-actions";

type SelectionBarProps = {
  messages: readonly MessageDto[];
  picked: ReadonlySet<number>;
  /** Overdue messages were sent: they can only be marked as delivered. */
  isOverdue: boolean;
  isPending: boolean;
  isResending: boolean;
  actions: UndeliveredActions;
  onPick: (ids: ReadonlySet<number>) => void;
};

/** Selects all messages, and changes the selected ones. */
export function SelectionBar({
  messages,
  picked,
  isOverdue,
  isPending,
  isResending,
  actions,
  onPick,
}: SelectionBarProps) {
  const t = useTranslations("undelivered");
  // Of those that are still listed: another member may have solved some.
  const chosen = messages.filter(({ id }) => picked.has(id));
  const selectable = messages.slice(0, SELECTED_MAX);
  const isAll = chosen.length > 0 && chosen.length === selectable.length;
  const isDisabled = isPending || chosen.length === 0 || chosen.length > SELECTED_MAX;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-3.5 py-2">
      <label className="flex items-center gap-3 text-muted">
        <input
          type="checkbox"
          checked={isAll}
          onChange={() => onPick(new Set(isAll ? [] : selectable.map(({ id }) => id)))}
          className="size-4 accent-accent"
        />
        {t("selectAll", { count: selectable.length })}
      </label>
      <span className="flex-1" />
      <div className="flex flex-wrap gap-2">
        {isOverdue ? null : (
          <Button size="sm" disabled={isDisabled} onClick={() => actions.dismiss(chosen)}>
            {t("dismiss")}
          </Button>
        )}
        <Button size="sm" disabled={isDisabled} onClick={() => actions.markDelivered(chosen)}>
          {t("markDelivered")}
        </Button>
        {isOverdue ? null : (
          <Button size="sm" variant="primary" disabled={isDisabled} onClick={() => actions.resend(chosen)}>
            {isResending ? t("sending") : t("retryMany", { count: chosen.length })}
          </Button>
        )}
      </div>
    </div>
  );
}
