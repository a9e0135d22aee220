"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { CheckList } from "@/app/_shared/choice/check-list";
import { Button } from "@/app/_ui/button";
import { Segmented } from "@/app/_ui/segmented";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { EventType } from "@/server/contract/event/event";
import {
  endsMissing,
  SUBSCRIBABLE_TYPES,
  type SubscribableType,
} from "@/server/contract/webhook/subscribable-types";
import type { WebhookDraft } from "./draft";

type Types = WebhookDraft["types"];
type TypeChooserProps = {
  types: Types;
  format: WebhookDraft["format"];
  onChange: (types: Types) => void;
};

/** All event types, or some of those that the format supports. */
export function TypeChooser({ types, format, onChange }: TypeChooserProps) {
  const t = useTranslations("settings.webhooks.form");
  const supported = useSupportedTypes(format);
  const isAll = types[0] === "*";
  const chosen = types.filter((type): type is SubscribableType => type !== "*");
  return (
    <div>
      <p className="mb-1 font-medium">{t("types")}</p>
      <Segmented
        label={t("types")}
        value={isAll ? "all" : "some"}
        onChange={(wanted) => onChange(wanted === "all" ? ["*"] : [...supported].filter(isUsual))}
        options={[
          { value: "all", label: t("allTypes") },
          { value: "some", label: t("someTypes") },
        ]}
      />
      {supported.size < EVENT_TYPES.length ? (
        <p className="mt-1 max-w-prose text-muted text-sm">{t("fewTypes", { count: supported.size })}</p>
      ) : null}
      {isAll ? null : (
        <div className="mt-3 grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-3">
          {groupsOf(subscribableTypes(supported)).map(([group, of]) => (
            <CheckList
              key={group}
              legend={group}
              layout="stacked"
              isCode
              items={of.map((type) => ({ value: type, label: type }))}
              chosen={chosen}
              onChange={onChange}
            />
          ))}
        </div>
      )}
      <EndsHint
        missing={endsMissing(types).filter((type) => supported.has(type))}
        onAdd={(ends) => onChange([...chosen, ...ends])}
      />
      {types.length === 0 ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {t("noTypes")}
        </p>
      ) : null}
    </div>
  );
}

/** The usual types for a first integration. */
const isUsual = (type: EventType): boolean => /^(message|note|conversation|operation)\./.test(type);

type EndsHintProps = { missing: readonly EventType[]; onAdd: (ends: readonly EventType[]) => void };

/** Warns that an endpoint that receives deletions lacks the event types that report their end. */
function EndsHint({ missing, onAdd }: EndsHintProps) {
  const t = useTranslations("settings.webhooks.form");
  if (missing.length === 0) return null;
  return (
    <p role="status" className="mt-2 flex max-w-prose flex-wrap items-center gap-2 text-sm">
      {t("endsMissing")}
      <Button type="button" onClick={() => onAdd(missing)}>
        {t("addEnds")}
      </Button>
    </p>
  );
}

function useSupportedTypes(format: WebhookDraft["format"]): ReadonlySet<EventType> {
  const trpc = useTRPC();
  const { data: formats } = useQuery(trpc.webhooks.formats.queryOptions());
  return new Set(formats?.find(({ name }) => name === format)?.types ?? EVENT_TYPES);
}

/** Types for one direction are listed below their own type. */
const subscribableTypes = (supported: ReadonlySet<EventType>): SubscribableType[] =>
  [...supported].flatMap((type) =>
    SUBSCRIBABLE_TYPES.filter((one) => one === type || one.startsWith(`${type}/`)),
  );

function groupsOf(types: readonly SubscribableType[]): [string, SubscribableType[]][] {
  const groups = new Map<string, SubscribableType[]>();
  for (const type of types) {
    const [group = type] = type.split(".");
    groups.set(group, [...(groups.get(group) ?? []), type]);
  }
  return [...groups];
}
