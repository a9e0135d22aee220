"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { DateTimeField } from "@/app/_shared/date/date-field";
import { localTextOf } from "@/app/_shared/date/typed-date";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";

const DAY_MS = 86_400_000;

/** Sends the events of a period again, with the same ids. */
export function ReplayDialog({ endpointId, onClose }: { endpointId: number; onClose: () => void }) {
  const t = useTranslations("settings.webhooks.replay");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const replay = useSaveMutation(trpc.webhooks.replay.mutationOptions(), trpc.webhooks.pathFilter());
  const [from, setFrom] = useState(() => localTextOf(new Date(Date.now() - DAY_MS)));
  const [to, setTo] = useState(() => localTextOf(new Date()));
  const isRange = from !== "" && to !== "" && from < to;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The end is inclusive to the minute.
    const end = new Date(new Date(to).getTime() + 60_000);
    replay.mutate({ endpointId, replay: { from: new Date(from), to: end } });
  };
  const { nextSeq = null, count } = replay.data ?? {};
  const requested = replay.variables?.replay;
  const replayNext = () => {
    if (nextSeq !== null && requested && "from" in requested)
      replay.mutate({ endpointId, replay: { ...requested, sinceSeq: nextSeq } });
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={t("title")} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-3">
        <p className="text-muted">{t("text")}</p>
        <DateTimeField label={t("from")} required value={from} onChange={setFrom} />
        <DateTimeField
          label={t("to")}
          required
          value={to}
          onChange={setTo}
          error={isRange ? undefined : t("notARange")}
        />
        {count === undefined ? null : (
          <p role="status" className="rounded-s bg-ok-soft px-3 py-2 text-ok">
            {t("done", { count })} {nextSeq === null ? null : t("more", { seq: nextSeq })}
          </p>
        )}
        {replay.error ? (
          <p role="alert" className="text-bad text-sm">
            {errorText(replay.error)}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          {nextSeq === null ? null : (
            <Button disabled={replay.isPending} onClick={replayNext}>
              {t("goOn")}
            </Button>
          )}
          <Button variant="primary" type="submit" disabled={!isRange || replay.isPending}>
            {t("replay")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
