"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { DateTimeField } from "@/app/_shared/date/date-field";
import { useMembers } from "@/app/_shared/use-members";
import { Field } from "@/app/_ui/field";
import { SelectField } from "@/app/_ui/select";
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
    <search className="grid grid-cols-2 items-start gap-x-4 gap-y-2 xl:flex xl:flex-wrap">
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
    <SelectField
      label={t("actor")}
      value={actorText(query)}
      options={[
        { value: "", label: t("anybody") },
        { value: "contact", label: t("customers") },
        { value: "user", label: t("members") },
        { value: "token", label: t("programs") },
        { value: "system", label: t("system") },
        ...members.map(({ id, name }) => ({ value: `user:${id}`, label: name })),
        ...tokens.map(({ id, name }) => ({ value: `token:${id}`, label: t("program", { name }) })),
      ]}
      onChange={pick}
      className="min-w-0 xl:w-40"
    />
  );
}

/** A conversation by its number; empty: all. */
function NumberField({ displayId, onChange }: Pick<EventFiltersProps, "displayId" | "onChange">) {
  const t = useTranslations("settings.events");
  const [text, setText] = useState(displayId === null ? "" : String(displayId));
  const [isRefused, setRefused] = useState(false);
  const show = () => {
    const number = /^#?([1-9]\d{0,8})$/.exec(text.trim())?.[1];
    const isNumber = number !== undefined || text.trim() === "";
    setRefused(!isNumber);
    const typed = number === undefined ? null : Number(number);
    if (isNumber && typed !== displayId) onChange({ conversationId: null, displayId: typed });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    show();
  };
  return (
    <form method="post" onSubmit={submit} className="col-span-2 min-w-0">
      <Field
        label={t("conversation")}
        inputMode="numeric"
        placeholder="#87"
        autoComplete="off"
        enterKeyHint="search"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={show}
        error={isRefused ? t("noNumber") : undefined}
        className="min-w-0 xl:w-24"
      />
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
    <SelectField<T | null>
      label={t("type")}
      value={type}
      options={[{ value: null, label: t("any") }, ...types.map((value) => ({ value, label: value }))]}
      onChange={(chosen) => onChange({ type: chosen })}
      className="min-w-0 sm:w-56"
    />
  );
}

type TimeFieldsProps = { time: LogTime; onChange: (patch: Partial<LogTime>) => void };

/** Selects a period. */
export function TimeFields({ time, onChange }: TimeFieldsProps) {
  const t = useTranslations("settings.events");
  const isReversed = time.from !== "" && time.to !== "" && time.to < time.from;
  return (
    <div className="col-span-2 flex min-w-0 flex-wrap gap-x-4 gap-y-2">
      {(["from", "to"] as const).map((end) => (
        <DateTimeField
          key={end}
          label={t(end)}
          value={time[end]}
          onChange={(at) => onChange({ [end]: at })}
          usualTime={end === "from" ? "00:00" : "23:59"}
          error={end === "to" && isReversed ? t("endsBeforeStart") : undefined}
          className="min-w-0 flex-1 sm:min-w-36 sm:flex-none"
        />
      ))}
    </div>
  );
}
