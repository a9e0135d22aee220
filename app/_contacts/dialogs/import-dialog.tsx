"use client";

import { useMutation } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useListText } from "@/app/_lib/use-list-text";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { useRefetchContacts } from "@/app/_shell/undo/use-contact-changes";
import { Button } from "@/app/_ui/button";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import { IMPORT_CHARS_MAX } from "@/server/contract/contact/constants";
import type { ImportDto, ImportOutcome } from "@/server/contract/contact/contact-import";
import { csvText } from "./csv-text";

type Chosen = { name: string; csv: string };

/** Imports a CSV file: previews the result of each line, then imports. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("contacts.import");
  const trpc = useTRPC();
  const locale = useLocale();
  const errorText = useErrorText();
  const refetchContacts = useRefetchContacts();
  const [file, setFile] = useState<Chosen | null>(null);
  const [isTooLarge, setTooLarge] = useState(false);
  const latest = useRef<File | null>(null);
  const preview = useMutation(trpc.contacts.import.mutationOptions());
  const end = useWhileShown(onClose);
  const apply = useMutation(
    trpc.contacts.import.mutationOptions({
      onSuccess: async ({ counts }) => {
        end();
        notify({ text: t("done", { created: counts.create ?? 0, updated: counts.update ?? 0 }) });
        await refetchContacts();
      },
    }),
  );
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    preview.reset();
    apply.reset();
    const isReadable = chosen.size <= IMPORT_CHARS_MAX * 4;
    latest.current = chosen;
    const csv = isReadable ? csvText(new Uint8Array(await chosen.arrayBuffer()), locale) : null;
    if (latest.current !== chosen) return; // another file was chosen while this one was read
    setTooLarge(csv === null || csv.length > IMPORT_CHARS_MAX);
    if (csv === null || csv.length > IMPORT_CHARS_MAX) return setFile(null);
    setFile({ name: chosen.name, csv });
    if (csv !== "") preview.mutate({ csv, dryRun: true });
  };
  const error = preview.error ?? apply.error;
  const planned: ImportDto | undefined = preview.data;
  const changes = planned ? (planned.counts.create ?? 0) + (planned.counts.update ?? 0) : 0;
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title")}
      description={t("text")}
      closeLabel={t("close")}
      size="wide"
    >
      <div className="flex flex-col gap-3">
        <label className="flex cursor-pointer items-center gap-2 self-start rounded-s border border-line-strong px-2.5 py-1 font-medium hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent">
          <FileUp size={15} aria-hidden />
          {file ? file.name : t("choose")}
          <input
            type="file"
            accept=".csv,text/csv,text/plain"
            className="sr-only"
            onChange={({ target }) => {
              void choose(target.files?.[0]);
              target.value = ""; // the same file can be chosen again, after it was corrected
            }}
          />
        </label>
        {isTooLarge ? <p className="text-bad">{t("tooLarge")}</p> : null}
        {preview.isPending ? <p role="status">{t("reading")}</p> : null}
        {planned ? <ImportPreview planned={planned} /> : null}
        {error ? (
          <p role="alert" className="text-bad">
            {errorText(error)}
          </p>
        ) : null}
        <Button
          variant="primary"
          className="self-end"
          disabled={!file || changes === 0 || apply.isPending}
          onClick={() => file && apply.mutate({ csv: file.csv, dryRun: false })}
        >
          {changes === 0 ? t("submitNothing") : t("submit", { count: changes })}
        </Button>
      </div>
    </Dialog>
  );
}

const TONE: Record<ImportOutcome, ChipTone> = {
  create: "ok",
  update: "info",
  unchanged: "neutral",
  left_out: "bad",
};
const OUTCOMES = ["left_out", "create", "update", "unchanged"] as const;
/** Lines shown; the counts include all lines. */
const SHOWN_MAX = 100;

/** The result of an import before it happens: the counts, then the lines, errors first. */
function ImportPreview({ planned }: { planned: ImportDto }) {
  const t = useTranslations("contacts.import");
  const listText = useListText();
  const { fault, counts, rows, attributes, ignored } = planned;
  if (fault !== null)
    return (
      <p role="alert" className="text-bad">
        {t(`fault.${fault}`)}
      </p>
    );
  const shown = OUTCOMES.flatMap((outcome) => rows.filter((row) => row.outcome === outcome)).slice(
    0,
    SHOWN_MAX,
  );
  return (
    <>
      <p className="flex flex-wrap gap-1.5" role="status">
        {OUTCOMES.filter((outcome) => (counts[outcome] ?? 0) > 0).map((outcome) => (
          <Chip key={outcome} tone={TONE[outcome]}>
            {t(`count.${outcome}`, { count: counts[outcome] ?? 0 })}
          </Chip>
        ))}
      </p>
      {attributes.length > 0 ? (
        <p className="text-muted">{t("attributes", { names: listText(attributes) })}</p>
      ) : null}
      {ignored.length > 0 ? <p className="text-muted">{t("ignored", { names: listText(ignored) })}</p> : null}
      <ol aria-label={t("lines")} className="max-h-60 overflow-y-auto rounded-m border border-line">
        {shown.map(({ line, outcome, fault: wrong, name }) => (
          <li key={line} className="flex items-baseline gap-2.5 border-line px-3 py-1.5 not-first:border-t">
            <span className="w-16 shrink-0 text-faint text-sm tabular-nums">{t("line", { line })}</span>
            <span className="min-w-0 flex-1 truncate">
              <bdi>{name}</bdi>
            </span>
            <span className={wrong ? "text-bad text-sm" : "text-muted text-sm"}>
              {wrong ? t(`rowFault.${wrong}`) : t(`outcome.${outcome}`)}
            </span>
          </li>
        ))}
      </ol>
      {rows.length > shown.length ? <p className="text-muted text-sm">{t("more")}</p> : null}
    </>
  );
}
