"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { useMembers } from "@/app/_shared/use-members";
import { Button } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { warn } from "@/app/_ui/overlay/toast";
import type { UsedToken } from "@/server/contract/credentials/token";
import { TokenFacts, TokenRights } from "./token-facts";

/** A token with its owner, rights and last use. Revoking requires a confirmation, as it cannot be undone. */
export function TokenRow({ token }: { token: UsedToken }) {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const times = useTimes();
  const errorText = useErrorText();
  const { nameOf } = useMembers();
  const [isConfirming, setConfirming] = useState(false);
  const revoke = useSaveMutation(
    trpc.tokens.revoke.mutationOptions({
      onError: (error) => warn({ text: t("notRevoked"), detail: errorText(error) }),
      onSettled: () => setConfirming(false),
    }),
    trpc.tokens.pathFilter(),
  );
  const owner = nameOf(token.userId);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line px-4 py-2.5 not-first:border-t">
      <span className="min-w-0 flex-1 basis-40">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <bdi className="min-w-0 truncate font-medium">{token.name}</bdi>
          {token.prefix === "" ? null : <code className="font-mono text-faint text-xs">{token.prefix}…</code>}
          <TokenRights token={token} />
        </span>
        <TokenFacts
          token={token}
          made={
            owner
              ? t("madeBy", { who: owner, when: times.moment(token.createdAt) })
              : times.moment(token.createdAt)
          }
        />
      </span>
      {token.revokedAt === null ? (
        <Button variant="danger" size="sm" onClick={() => setConfirming(true)}>
          {t("revoke")}
        </Button>
      ) : (
        <Chip title={times.moment(token.revokedAt)}>{t("revoked")}</Chip>
      )}
      <Dialog
        open={isConfirming}
        onOpenChange={setConfirming}
        title={t("revokeTitle", { name: token.name })}
        description={t("revokeText")}
        closeLabel={t("cancel")}
      >
        <div className="flex justify-end gap-2">
          <Button onClick={() => setConfirming(false)}>{t("cancel")}</Button>
          <Button
            variant="danger"
            disabled={revoke.isPending}
            onClick={() => revoke.mutate({ tokenId: token.id })}
          >
            {t("revoke")}
          </Button>
        </div>
      </Dialog>
    </li>
  );
}
