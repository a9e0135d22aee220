"use client";

import { useMutation } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import type { EvolutionCheckDto } from "@/server/contract/inbox/test-call";
import { CheckOutcome } from "./check-outcome";
import { TestCallResult } from "./test-call-result";

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
