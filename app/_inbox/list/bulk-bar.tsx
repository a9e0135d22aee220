"use client";

import { Ellipsis, LoaderCircle, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu } from "@/app/_ui/menu";
import { snooze } from "../actions";
import { SnoozeDialog } from "../change/snooze-dialog";
import { useBulk } from "../change/use-bulk";
import { type BulkChange, useBulkOffers } from "../change/use-bulk-offers";
import { ActionItem, useAction } from "../keys/action-button";
import { useActions, useActionsHost } from "../keys/actions";
import type { ActionId } from "../keys/registry";
import type { SelectedRows } from "./use-selection";

const USUAL = ["resolve", "snooze", "assign", "label"] as const;
const MORE = ["reopen", "markPending", "assignToMe", "team", "priority", "selectAll"] as const;

/** What can be done with the selected conversations, and how far it is. */
export function BulkBar({ selected }: { selected: SelectedRows }) {
  const t = useTranslations("bulk");
  const { progress, change } = useBulk();
  const [isPicking, setPicking] = useState(false);
  const count = selected.rows.length;
  const start: BulkChange = (kind, run) => {
    const ids = selected.rows.map((row) => row.conversation.displayId);
    selected.clear();
    void change(kind, ids, run);
  };
  const offers = useBulkOffers(selected.rows, start, () => setPicking(true));
  const isOffered = count > 0 && progress === null;
  useActions("selection", isOffered ? { ...offers, close: { run: selected.clear } } : {});
  if (count === 0 && !progress) return null;
  return (
    <div className="absolute inset-x-2 bottom-2 z-10 flex h-11 items-center gap-1 rounded-m border border-line bg-raised pr-1.5 pl-3.5 shadow-pop">
      <p role="status" className="min-w-0 flex-1 truncate font-medium tabular-nums">
        {progress ? t("progress", progress) : t("count", { count })}
      </p>
      {progress ? (
        <LoaderCircle size={16} aria-hidden className="mr-2 animate-spin text-faint" />
      ) : (
        <>
          {USUAL.map((id) => (
            <BulkButton key={id} id={id} isDisabled={offers[id]?.isEnabled === false} />
          ))}
          <Menu
            side="top"
            trigger={
              <Button look="quiet" size="icon" aria-label={t("more")}>
                <Ellipsis size={17} aria-hidden />
              </Button>
            }
          >
            {MORE.map((id) => (
              <BulkItem key={id} id={id} isDisabled={id !== "selectAll" && offers[id]?.isEnabled === false} />
            ))}
          </Menu>
          <IconButton label={t("clear")} shortcut="Esc" onClick={selected.clear}>
            <X size={16} aria-hidden />
          </IconButton>
        </>
      )}
      <SnoozeDialog
        open={isPicking}
        onOpenChange={setPicking}
        onSnooze={(until) => start("snooze", (displayId) => snooze(displayId, until.toISOString()))}
      />
    </div>
  );
}

function BulkButton({ id, isDisabled }: { id: ActionId; isDisabled: boolean }) {
  const { Icon, name, shortcut } = useAction(id);
  const { perform } = useActionsHost();
  return (
    <IconButton label={name} shortcut={shortcut} disabled={isDisabled} onClick={() => perform(id)}>
      <Icon size={16} aria-hidden />
    </IconButton>
  );
}

function BulkItem({ id, isDisabled }: { id: ActionId; isDisabled: boolean }) {
  const { perform } = useActionsHost();
  return <ActionItem id={id} disabled={isDisabled} onSelect={() => perform(id)} />;
}
