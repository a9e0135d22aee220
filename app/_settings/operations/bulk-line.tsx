"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { usePush } from "@/app/_lib/leave";
import { conversationHref } from "@/app/_shared/message/linked-message";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { RefusedDialog } from "@/app/_shell/refused-dialog";
import { Button } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { OperationLine, Reasons } from "./operation-line";
import { actionKeyOf, type PastBulk } from "./operations";

/** A bulk operation: who, when, what, and how many conversations it changed or left; undone or not. */
export function BulkLine({ bulk }: { bulk: PastBulk }) {
  const t = useTranslations("settings.operations");
  const actorName = useActorName();
  const push = usePush();
  const [isOpen, setOpen] = useState(false);
  const { state, total, succeeded, unchanged, failed, undoing } = bulk;
  const isFine = state === "completed" || state === "running";
  const counts = { who: actorName(bulk.requestedBy), succeeded, unchanged, failed };
  return (
    <OperationLine
      title={t("bulkTitle", { action: t(`action.${actionKeyOf(bulk)}`), count: total })}
      at={bulk.createdAt}
      summary={t("bulkSummary", counts)}
      marks={
        <>
          <Chip tone={isFine ? "neutral" : "warn"}>{t(`bulkState.${state}`)}</Chip>
          {undoing ? (
            <Chip tone="warn">
              {undoing.state === "running" ? t("undoing") : t("undone", { count: undoing.succeeded })}
            </Chip>
          ) : null}
        </>
      }
    >
      <Reasons reasons={bulk.failures} />
      {failed > 0 ? (
        <Button size="sm" className="mt-2" onClick={() => setOpen(true)}>
          {t("showSkipped")}
        </Button>
      ) : null}
      {isOpen ? (
        <RefusedDialog
          bulk={bulk}
          onShow={(displayId) => push(conversationHref(displayId))}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </OperationLine>
  );
}
