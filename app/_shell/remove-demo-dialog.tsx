"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";

/** Confirms removing the demo's data, and names what was added since. Loaded on demand, hence the default export. */
export default function RemoveDemoDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("demo");
  const trpc = useTRPC();
  const format = useFormatter();
  const errorText = useErrorText();
  const { data, error } = useQuery({ ...trpc.demo.get.queryOptions(), staleTime: 0 });
  const remove = useMutation(
    // Nothing that is shown or cached exists any more.
    trpc.demo.remove.mutationOptions({ onSuccess: () => location.assign("/welcome") }),
  );
  const failed = remove.error ?? error;
  return (
    <ConfirmDialog
      title={t("removeTitle")}
      text={data ? t("removeText", { conversations: data.conversations, contacts: data.contacts }) : ""}
      words={{ keep: t("keep"), confirm: t("removeDo"), close: t("close") }}
      error={failed ? errorText(failed) : null}
      isPending={remove.isPending || remove.isSuccess || !data}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {data && data.ownInboxes.length > 0 ? (
        <p className="mt-2 font-medium text-bad">{t("own", { names: format.list(data.ownInboxes) })}</p>
      ) : null}
      <p className="mt-2 text-muted">{t("kept")}</p>
    </ConfirmDialog>
  );
}
