"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { requestOnce } from "@/app/_lib/request-once";
import { useTRPC } from "@/app/_lib/trpc";
import { NEW_TOKEN, rightsOf } from "@/app/_settings/tokens/token-draft";
import { CopyField } from "@/app/_shared/copy-field";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { cutText } from "@/server/contract/_shared/cut-text";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";

/** A token for one inbox that the page has created; its secret is shown until the page is left. */
export function useInboxToken({ id, name }: InboxDto) {
  const t = useTranslations("settings.connect");
  const trpc = useTRPC();
  const create = useSaveMutation(
    trpc.tokens.create.mutationOptions({
      gcTime: 0, // the secret is discarded when it is no longer shown
    }),
    trpc.tokens.pathFilter(),
  );
  const draft = { ...NEW_TOKEN, inboxIds: [id] };
  const tokenName = cutText(t("tokenName", { inbox: name }), SHORT_NAME_CHARS_MAX);
  return {
    secret: create.data?.secret ?? null,
    error: create.error,
    isPending: create.isPending,
    create: () => {
      // The mutation has the error.
      requestOnce("token", { name: tokenName, ...draft }, (clientId, at) =>
        create.mutateAsync({ name: tokenName, ...rightsOf(draft, at), clientId }),
      ).catch(() => undefined);
    },
  };
}

/** A button that creates the token, or its secret to copy. */
export function InboxToken({ token }: { token: ReturnType<typeof useInboxToken> }) {
  const t = useTranslations("settings.connect");
  const errorText = useErrorText();
  return (
    <div role="status">
      {token.secret === null ? (
        <>
          <p className="mb-2 max-w-prose text-muted">{t("tokenText")}</p>
          <Button variant="primary" disabled={token.isPending} onClick={token.create}>
            {t("createToken")}
          </Button>
        </>
      ) : (
        <>
          <CopyField label={t("token")} value={token.secret} />
          <p className="mt-1 text-muted text-sm">{t("shownOnce")}</p>
        </>
      )}
      {token.error ? (
        <p role="alert" className="mt-2 text-bad">
          {errorText(token.error)}
        </p>
      ) : null}
    </div>
  );
}
