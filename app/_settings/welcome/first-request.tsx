"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "@/app/_lib/class-names";
import { useErrorText } from "@/app/_lib/refusal-text";
import { requestOnce } from "@/app/_lib/request-once";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { curlOfMessage } from "@/app/_settings/inbox/connect/commands";
import { CopyBlock } from "@/app/_shared/copy-block";
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
  const make = () => {
    const wanted = { name: t("token") };
    // The mutation has the error.
    requestOnce("token", wanted, (clientId) => create.mutateAsync({ ...wanted, clientId })).catch(
      () => undefined,
    );
  };
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
          <CopyBlock label={t("line")} value={lineWith(create.data.secret)} />
          <p className="mt-2 text-muted text-sm">{t("shownOnce")}</p>
        </>
      ) : (
        <Button variant={isNext ? "primary" : "plain"} disabled={create.isPending} onClick={make}>
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

type StepProps = {
  number: number;
  title: string;
  isDone?: boolean;
  doneLabel?: string;
  children?: ReactNode;
};

/** One numbered step; without content it is not reached yet. */
export function Step({ number, title, isDone = false, doneLabel, children }: StepProps) {
  return (
    <li className="rounded-m border border-line bg-surface p-4">
      <h2 className={cn("flex items-center gap-2.5 text-md", !children && "text-muted")}>
        <span
          aria-hidden
          className={cn(
            "grid size-6 shrink-0 place-items-center rounded-full font-semibold text-xs tabular-nums",
            isDone ? "bg-ok-soft text-ok" : "bg-hover text-muted",
          )}
        >
          {isDone ? <Check size={14} /> : number}
        </span>
        {title}
        {isDone && doneLabel ? <span className="sr-only">{doneLabel}</span> : null}
      </h2>
      {children ? <div className="mt-3 pl-8.5">{children}</div> : null}
    </li>
  );
}
