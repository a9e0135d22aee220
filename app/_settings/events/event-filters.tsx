"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { useMembers } from "@/app/_shared/use-members";
import { Button } from "@/app/_ui/button";
import { FIELD, Field } from "@/app/_ui/field";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { actorText, type EventQuery, parseEventQuery } from "./event-query";

type EventFiltersProps = {
  query: EventQuery;
  displayId: number | null;
  onChange: (patch: Partial<EventQuery>) => void;
};

/** Filters the events. */
export function EventFilters({ query, displayId, onChange }: EventFiltersProps) {
  return (
    <search className="grid grid-cols-2 items-start gap-x-4 gap-y-2 xl:flex">
      <TypeField types={EVENT_TYPES} type={query.type} onChange={onChange} />
      <ActorField query={query} onChange={onChange} />
      <NumberField key={displayId} displayId={displayId} onChange={onChange} />
      <TimeFields time={query} onChange={onChange} />
    </search>
  );
}

/** Members, tokens, contacts, the bot, or the system. */
function ActorField({ query, onChange }: Pick<EventFiltersProps, "query" | "onChange">) {
  const t = useTranslations("settings.events");
  const trpc = useTRPC();
  const { members } = useMembers();
  const { data: tokens = [] } = useQuery(trpc.tokens.list.queryOptions());
  const pick = (text: string) =>
    onChange({ actor: parseEventQuery(new URLSearchParams({ actor: text })).actor });
  return (
    <label className="flex min-w-0 flex-col gap-1 font-medium xl:w-40">
      {t("actor")}
      <select
        value={actorText(query)}
        onChange={({ target }) => pick(target.value)}
        className={`${FIELD} font-normal`}
      >
        <option value="">{t("anybody")}</option>
        <option value="contact">{t("customers")}</option>
        <option value="user">{t("members")}</option>
        <option value="token">{t("programs")}</option>
        <option value="system">{t("system")}</option>
        {members.map(({ id, name }) => (
          <option key={`user:${id}`} value={`user:${id}`}>
            {name}
          </option>
        ))}
        {tokens.map(({ id, name }) => (
          <option key={`token:${id}`} value={`token:${id}`}>
            {t("program", { name })}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A conversation by its number; empty: all. */
function NumberField({ displayId, onChange }: Pick<EventFiltersProps, "displayId" | "onChange">) {
  const t = useTranslations("settings.events");
  const [text, setText] = useState(displayId === null ? "" : String(displayId));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const number = /^#?([1-9]\d{0,8})$/.exec(text.trim())?.[1];
    onChange({ conversationId: null, displayId: number === undefined ? null : Number(number) });
  };
  return (
    <form method="post" onSubmit={submit} className="col-span-2 flex items-start gap-2">
      <Field
        label={t("conversation")}
        inputMode="numeric"
        placeholder="#87"
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
        className="min-w-0 flex-1 xl:w-20"
      />
      <Button type="submit" className="mt-6 h-8.5">
        {t("show")}
      </Button>
    </form>
  );
}

/** A time of the log, as its input fields contain it. */
export type LogTime = { from: string; to: string };

type TypeFieldProps<T extends string> = {
  types: readonly T[];
  type: T | null;
  onChange: (patch: { type: T | null }) => void;
};

/** Selects a type. */
export function TypeField<T extends string>({ types, type, onChange }: TypeFieldProps<T>) {
  const t = useTranslations("settings.events");
  return (
    <label className="flex min-w-0 flex-col gap-1 font-medium">
      {t("type")}
      <select
        value={type ?? ""}
        onChange={({ target }) => onChange({ type: types.find((one) => one === target.value) ?? null })}
        className={`${FIELD} font-normal`}
      >
        <option value="">{t("any")}</option>
        {types.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}

type TimeFieldsProps = { time: LogTime; onChange: (patch: Partial<LogTime>) => void };

/** Selects a period. */
export function TimeFields({ time, onChange }: TimeFieldsProps) {
  const t = useTranslations("settings.events");
  // One group: both go on to the next line together.
  return (
    <div className="col-span-2 flex flex-wrap gap-x-4 gap-y-2">
      {(["from", "to"] as const).map((end) => (
        <Field
          key={end}
          label={t(end)}
          type="datetime-local"
          value={time[end]}
          onChange={({ target }) => onChange({ [end]: target.value })}
          className="min-w-0 flex-1 basis-48"
        />
      ))}
    </div>
  );
}
