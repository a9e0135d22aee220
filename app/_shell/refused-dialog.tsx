"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_shared/use-failure-text";
import { openConversation } from "@/app/_shared/view/navigate";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import type { BulkOperationDto } from "@/server/contract/bulk/bulk";

type RefusedDialogProps = {
  bulk: BulkOperationDto;
  /** Opens a conversation; absent: in the inbox that shows this dialog. */
  onShow?: (displayId: number) => void;
  onClose: () => void;
};

/** The conversations that were not changed, each with the reason. */
export function RefusedDialog({ bulk, onShow = openConversation, onClose }: RefusedDialogProps) {
  const t = useTranslations("bulk");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const failureText = useFailureText();
  const items = useInfiniteQuery(
    trpc.bulk.refused.infiniteQueryOptions({ id: bulk.id }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const show = (displayId: number) => {
    onClose();
    onShow(displayId);
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("refused", { refused: bulk.failed, count: bulk.total })}
      closeLabel={t("closeRefused")}
    >
      <ul aria-label={t("refusedList")} className="max-h-96 overflow-y-auto">
        {items.data?.pages
          .flatMap((page) => page.data)
          .map(({ ordinal, displayId, code }) => (
            <li key={ordinal} className="flex gap-3 border-line border-b py-1.5">
              {displayId === null ? (
                <span className="w-20 shrink-0 text-muted">{t("unknown")}</span>
              ) : (
                <button
                  type="button"
                  onClick={() => show(displayId)}
                  className="w-20 shrink-0 text-left font-semibold text-accent tabular-nums hover:underline"
                >
                  {t("number", { number: displayId })}
                </button>
              )}
              <span className="min-w-0">{failureText(code ?? "internal")}</span>
            </li>
          ))}
      </ul>
      {items.error ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {errorText(items.error)}
        </p>
      ) : null}
      {items.hasNextPage ? (
        <Button className="mt-3" disabled={items.isFetching} onClick={() => void items.fetchNextPage()}>
          {t("moreRefused")}
        </Button>
      ) : null}
    </Dialog>
  );
}
