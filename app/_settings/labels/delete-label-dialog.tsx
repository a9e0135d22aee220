"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { notify } from "@/app/_ui/toast";
import type { LabelDto } from "@/server/contract/label";

/** The server counts no further. */
const COUNTED_MAX = 1000;

/** Says what deleting a label does, and to how many conversations, before it is done: there is no way back. */
export function DeleteLabelDialog({ label, onClose }: { label: LabelDto; onClose: () => void }) {
  const t = useTranslations("settings.labels");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { name, id: labelId } = label;
  const { data: uses } = useQuery({ ...trpc.labels.uses.queryOptions({ labelId }), staleTime: 0 });
  const remove = useMutation(
    trpc.labels.remove.mutationOptions({
      onSuccess: async () => {
        onClose();
        notify({ text: t("deleted", { name }) });
        await queryClient.invalidateQueries(trpc.labels.pathFilter());
      },
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("deleteTitle", { name })}
      closeLabel={t("close")}
    >
      <p role="status" className="min-h-10 text-muted">
        {uses === undefined
          ? t("counting")
          : uses > COUNTED_MAX
            ? t("deleteManyText", { most: COUNTED_MAX })
            : t("deleteText", { count: uses })}
      </p>
      {remove.error ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {errorText(remove.error)}
        </p>
      ) : null}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t("keep")}</Button>
        <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate({ labelId })}>
          {t("delete")}
        </Button>
      </div>
    </Dialog>
  );
}
