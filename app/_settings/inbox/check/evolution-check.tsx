"use client";

import { useMutation } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useReasonText } from "@/app/_shared/message/message-tick";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import type { EvolutionCheckDto } from "@/server/contract/inbox/evolution";
import type { TestCallDto } from "@/server/contract/inbox/test-call";

/**
 * Reads the settings of an Evolution API instance on request. Its key is sent once and kept
 * nowhere.
 */
export function EvolutionCheck({ inboxId }: { inboxId: number }) {
  const t = useTranslations("settings.check.evolution");
  const trpc = useTRPC();
  const [input, setInput] = useState({ url: "", instance: "", apiKey: "" });
  const { mutate, data, error, isPending } = useMutation(trpc.inboxes.checkEvolution.mutationOptions());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate({ inboxId, ...input });
  };
  const field = (name: keyof typeof input, type: "url" | "text" | "password") => (
    <Field
      label={t(name)}
      hint={t(`${name}Hint`)}
      type={type}
      autoComplete="off"
      required
      value={input[name]}
      onChange={({ target }) => setInput({ ...input, [name]: target.value })}
    />
  );
  return (
    <details className="mt-5">
      <summary className="cursor-pointer rounded-xs font-semibold">{t("title")}</summary>
      <p className="mt-1 max-w-prose text-muted text-sm">{t("text")}</p>
      <form onSubmit={submit} className="mt-3 flex max-w-prose flex-col items-start gap-3 [&>div]:w-full">
        {field("url", "url")}
        {field("instance", "text")}
        {field("apiKey", "password")}
        <Button type="submit" disabled={isPending}>
          {t("check")}
        </Button>
      </form>
      <CheckOutcome error={error}>{data && !isPending ? <Found found={data} /> : null}</CheckOutcome>
    </details>
  );
}

function Found({ found: { call, settings, findings } }: { found: EvolutionCheckDto }) {
  const t = useTranslations("settings.check.evolution");
  if (call.finding !== "accepted") return <TestCallResult result={call} />;
  if (!settings) return <p className="rounded-m bg-warn-soft px-3.5 py-2.5 text-warn">{t("notEvolution")}</p>;
  if (findings.length === 0) return <p className="rounded-m bg-ok-soft px-3.5 py-2.5 text-ok">{t("fine")}</p>;
  return (
    <ul className="flex flex-col gap-2">
      {findings.map((finding) => (
        <li key={finding} className="flex gap-2.5 rounded-m bg-warn-soft px-3.5 py-2.5 text-warn">
          <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0" />
          <p>{t(`finding.${finding}`)}</p>
        </li>
      ))}
    </ul>
  );
}

type Props = {
  /** Why the check could not run. */
  error: Parameters<ReturnType<typeof useErrorText>>[0] | null;
  /** What it found. */
  children: ReactNode;
};

/** The result of a check that runs on request; both kinds are announced. */
export function CheckOutcome({ error, children }: Props) {
  const errorText = useErrorText();
  return (
    <>
      <div role="status" className="mt-2.5 max-w-prose empty:hidden">
        {children}
      </div>
      {error ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {errorText(error)}
        </p>
      ) : null}
    </>
  );
}

/**
 * What a test call found: in words, with its status, its time, and the fault or the beginning of
 * the answer.
 */
export function TestCallResult({ result, excerpt }: { result: TestCallDto; excerpt?: string | null }) {
  const t = useTranslations("settings.check.result");
  const reasonText = useReasonText();
  const { finding, status, durationMs, address, detail } = result;
  const isFine = finding === "accepted";
  return (
    <div className={cn("rounded-m px-3.5 py-2.5", isFine ? "bg-ok-soft text-ok" : "bg-warn-soft text-warn")}>
      <p>{t(`finding.${finding}`)}</p>
      <p className="mt-0.5 text-sm">
        {status === null ? t("noAnswer", { durationMs }) : t("answered", { status, durationMs })}
        {address ? ` · ${address}` : null}
      </p>
      {detail ? <p className="mt-0.5 text-sm wrap-anywhere">{reasonText(detail)}</p> : null}
      {excerpt ? (
        <pre className="mt-1.5 overflow-x-auto whitespace-pre-wrap font-mono text-sm">{excerpt}</pre>
      ) : null}
    </div>
  );
}
