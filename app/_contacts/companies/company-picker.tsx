"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { useDebounced } from "@/app/_lib/use-debounced";
import { TYPING_MS } from "@/app/_shell/contact/company-field";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";

/** More are found by their name. */
const OFFERED_MAX = 20;

type CompanyPickerProps = { onChoose: (companyId: number) => void; onClose: () => void };

/** Chooses a company; Enter takes the first one. Default export: loaded on demand. */
export default function CompanyPicker({ onChoose, onClose }: CompanyPickerProps) {
  const t = useTranslations("settings.companies");
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const query = useDebounced(typed.trim(), TYPING_MS);
  const { data, isPlaceholderData } = useQuery({
    ...trpc.companies.list.queryOptions({ query: query || null, limit: OFFERED_MAX }),
    placeholderData: (before) => before,
  });
  const isCurrent = query === typed.trim() && !isPlaceholderData;
  const choose = (companyId: number) => {
    onClose();
    onChoose(companyId);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const first = isCurrent ? data?.data[0] : undefined;
    if (first) choose(first.id);
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={t("pick")} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-2">
        <Field
          label={t("search")}
          type="search"
          autoComplete="off"
          dir="auto"
          maxLength={QUERY_CHARS_MAX}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <ul aria-label={t("title")} className="-mx-2 flex min-h-40 flex-col">
          {data?.data.map(({ id, name, domains }) => (
            <li key={id}>
              <button
                type="button"
                onClick={() => choose(id)}
                className="flex min-h-9 w-full items-center gap-3 rounded-s px-2 text-start hover:bg-hover-raised pointer-coarse:min-h-11"
              >
                <bdi className="min-w-0 flex-1 truncate font-medium">{name}</bdi>
                <span className="min-w-0 max-w-1/2 truncate text-muted text-sm">{domains.join(", ")}</span>
              </button>
            </li>
          ))}
          {isCurrent && data?.data.length === 0 ? (
            <li className="px-2 py-1.5 text-muted">{query === "" ? t("empty") : t("noMatch")}</li>
          ) : null}
        </ul>
      </form>
    </Dialog>
  );
}
