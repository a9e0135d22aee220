"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { curlOfMessage } from "@/app/_settings/inbox/connect/commands";
import { CopyField } from "@/app/_shared/copy-field";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import type { InboxDto } from "@/server/contract/_shared/dto";

type FirstRequestProps = {
  inbox: InboxDto;
  /** It is what to do next. */
  isNext: boolean;
  onCreated: () => void;
};

/** Creates a token, and shows the command that sends a message with it. */
export function FirstRequest({ inbox, isNext, onCreated }: FirstRequestProps) {
  const t = useTranslations("welcome.step2");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const create = useSaveMutation(
    trpc.tokens.create.mutationOptions({
      gcTime: 0, // the secret is discarded when it is no longer shown
    }),
    trpc.tokens.pathFilter(),
    onCreated,
  );
  const { accountId } = useMe();
  const lineWith = (token: string) =>
    curlOfMessage(
      { origin: location.origin, accountId, inboxId: inbox.id, inboxName: inbox.name, token },
      { customer: t("customer"), content: t("message") },
    );
  return (
    <>
      <p className="mb-3 text-muted">{t("text")}</p>
      {create.data ? (
        <>
          <CopyField label={t("line")} value={lineWith(create.data.secret)} />
          <p className="mt-2 text-muted text-sm">{t("shownOnce")}</p>
        </>
      ) : (
        <Button
          variant={isNext ? "primary" : "plain"}
          disabled={create.isPending}
          onClick={() => create.mutate({ name: t("token") })}
        >
          {t("make")}
        </Button>
      )}
      {create.error ? (
        <p role="alert" className="mt-2 text-bad">
          {errorText(create.error)}
        </p>
      ) : null}
    </>
  );
}
