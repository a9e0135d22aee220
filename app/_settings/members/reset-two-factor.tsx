"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { MemberDto } from "@/server/contract/member/member";

/** Confirms turning off a member's two-factor authentication: only the member can turn it on again. */
export function ResetTwoFactor({ member, onClose }: { member: MemberDto; onClose: () => void }) {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { id: userId, name } = member;
  const reset = useMutation(
    trpc.twoFactor.reset.mutationOptions({
      onSuccess: () => notify({ text: t("twoFactorReset", { name }) }),
      onError: (error) => warn({ text: t("notDone"), detail: errorText(error) }),
      onSettled: () => {
        onClose();
        return queryClient.invalidateQueries(trpc.twoFactor.pathFilter());
      },
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t("resetTwoFactorOf", { name })}
      description={t("resetTwoFactorText", { name })}
      closeLabel={t("close")}
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button variant="danger" disabled={reset.isPending} onClick={() => reset.mutate({ userId })}>
          {t("resetTwoFactorDo")}
        </Button>
      </div>
    </Dialog>
  );
}
