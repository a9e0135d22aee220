"use client";

import { useTranslations } from "next-intl";
import type { FormEvent, ReactNode } from "react";
import { Overtaken } from "@/app/_settings/frame/overtaken";
import { InboxCheckList } from "@/app/_shared/choice/check-list";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
import { LeaveGuard } from "@/app/_shared/leave/leave-guard";
import { Button } from "@/app/_ui/button";
import { Check } from "@/app/_ui/check";
import { Field, WholeNumberField } from "@/app/_ui/field";
import { Segmented } from "@/app/_ui/segmented";
import { CONCURRENCY_MAX, NAME_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { HEARTBEAT_FORMATS, HEARTBEAT_MINUTES_MAX } from "@/server/contract/webhook/constants";
import type { EndpointFormat } from "@/server/contract/webhook/endpoint";
import { isSame, isWhole, type WebhookDraft } from "./draft";
import { SamplePreview } from "./sample-preview";
import { TypeChooser } from "./type-chooser";
import { useRefused, useRefusedFocus } from "./use-refused";

const NO_HEARTBEAT = { heartbeatMinutes: null };
/** Formats of what is not in the log. */
const HAS_NO_EVENTS: readonly EndpointFormat[] = ["wukongim_status"];
const ALL_EVENTS: Pick<WebhookDraft, "types"> = { types: ["*"] };

type WebhookFormProps = {
  /** What is stored, which others change too; or what a new endpoint begins with. */
  first: WebhookDraft;
  isPending: boolean;
  error: unknown;
  submitLabel: string;
  /** Call `onSaved` when the draft is stored and `first` shows it. */
  onSubmit: (draft: WebhookDraft, onSaved: () => void) => void;
  children?: ReactNode;
};

/** The events, the URL and the format of an endpoint, next to a preview. */
export function WebhookForm({ first, isPending, error, submitLabel, onSubmit, children }: WebhookFormProps) {
  const t = useTranslations("settings.webhooks.form");
  const { edits, edit: set, settle, isOvertaken } = useEdits(first);
  const draft: WebhookDraft = { ...first, ...edits };
  const refused = useRefused(error);
  const hasEvents = !HAS_NO_EVENTS.includes(draft.format);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isWhole(draft)) onSubmit(draft, () => settle(draft));
  };
  return (
    <form
      ref={useRefusedFocus(error)}
      method="post"
      onSubmit={submit}
      className="flex flex-col gap-5 **:scroll-mb-20"
    >
      <Field
        label={t("url")}
        name="url"
        type="url"
        required
        maxLength={URL_CHARS_MAX}
        dir="ltr"
        autoComplete="off"
        placeholder="https://"
        hint={t("urlHint")}
        value={draft.url}
        onChange={({ target }) => set({ url: target.value })}
        error={refused?.field === "url" ? refused.text : undefined}
        className="max-w-command"
      />
      <Field
        label={t("name")}
        name="name"
        maxLength={NAME_CHARS_MAX}
        dir="auto"
        autoComplete="off"
        hint={t("nameHint")}
        value={draft.name ?? ""}
        onChange={({ target }) => set({ name: target.value === "" ? null : target.value })}
        className="max-w-command"
      />
      <FormatField
        format={draft.format}
        onChange={(format) =>
          set({
            format,
            ...(!HEARTBEAT_FORMATS.includes(format) && NO_HEARTBEAT),
            ...(HAS_NO_EVENTS.includes(format) && ALL_EVENTS),
          })
        }
      />
      {hasEvents ? (
        <TypeChooser types={draft.types} format={draft.format} onChange={(types) => set({ types })} />
      ) : null}
      <InboxFilter chosen={draft.inboxIds} onChange={(inboxIds) => set({ inboxIds })} />
      <Delivery draft={draft} set={set} />
      {hasEvents ? <SamplePreview draft={draft} /> : null}
      {refused && refused.field !== "url" ? (
        <p role="alert" className="text-bad text-sm">
          {refused.text}
        </p>
      ) : null}
      <Overtaken isOvertaken={isOvertaken && !isPending} />
      <div className="sticky bottom-0 z-10 flex flex-wrap gap-2 border-line border-t bg-surface py-3">
        <Button variant="primary" type="submit" disabled={isPending || !isWhole(draft)}>
          {submitLabel}
        </Button>
        {children}
      </div>
      <LeaveGuard isUnsaved={!isSame(draft, first)} />
    </form>
  );
}

type DeliveryProps = { draft: WebhookDraft; set: (patch: Partial<WebhookDraft>) => void };

/** The options of delivery. */
function Delivery({ draft, set }: DeliveryProps) {
  const t = useTranslations("settings.webhooks.form");
  return (
    <fieldset className="flex flex-col gap-2.5">
      <legend className="mb-1 font-medium">{t("delivery")}</legend>
      <Check
        hint={t("orderedHint")}
        checked={draft.ordered}
        onChange={({ target }) => set({ ordered: target.checked })}
      >
        {t("ordered")}
      </Check>
      <Check
        hint={t("suppressSelfHint")}
        checked={draft.suppressSelf}
        onChange={({ target }) => set({ suppressSelf: target.checked })}
      >
        {t("suppressSelf")}
      </Check>
      <WholeNumberField
        label={t("concurrency")}
        name="concurrency"
        min={1}
        max={CONCURRENCY_MAX}
        hint={t("concurrencyHint")}
        value={Number.isNaN(draft.concurrency) ? "" : draft.concurrency}
        onChange={({ target }) => set({ concurrency: target.valueAsNumber })}
        className="max-w-popup"
      />
      {HEARTBEAT_FORMATS.includes(draft.format) ? (
        <WholeNumberField
          label={t("heartbeat")}
          name="heartbeat"
          min={1}
          required={false}
          max={HEARTBEAT_MINUTES_MAX}
          placeholder={t("heartbeatOff")}
          hint={t("heartbeatHint")}
          value={draft.heartbeatMinutes ?? ""}
          onChange={({ target }) =>
            set({ heartbeatMinutes: Number.isNaN(target.valueAsNumber) ? null : target.valueAsNumber })
          }
          className="max-w-popup"
        />
      ) : null}
    </fieldset>
  );
}

type InboxFilterProps = { chosen: number[] | null; onChange: (inboxIds: number[] | null) => void };

/** The inboxes whose events are sent; none chosen: all. */
function InboxFilter({ chosen, onChange }: InboxFilterProps) {
  const t = useTranslations("settings.webhooks.form");
  return (
    <InboxCheckList
      legend={t("inboxes")}
      hint={t("inboxesHint")}
      layout="wrapped"
      chosen={chosen ?? []}
      onChange={(ids) => onChange(ids.length === 0 ? null : ids)}
    />
  );
}

/** WuKongIM's webhooks, by the format that each is. */
const WUKONGIM = {
  wukongim: "msg.notify",
  wukongim_offline: "msg.offline",
  wukongim_status: "user.onlinestatus",
} as const satisfies Partial<Record<EndpointFormat, string>>;
const OWN = ["tickline", "thin", "freescout", "chatwoot"] as const satisfies EndpointFormat[];

const isWukongim = (format: EndpointFormat): format is keyof typeof WUKONGIM =>
  Object.hasOwn(WUKONGIM, format);

type FormatFieldProps = { format: EndpointFormat; onChange: (format: EndpointFormat) => void };

/** The payload of an endpoint's requests; WuKongIM has one for each of its webhooks. */
function FormatField({ format, onChange }: FormatFieldProps) {
  const t = useTranslations("settings.webhooks.form");
  const names = useTranslations("settings.webhooks.format");
  return (
    <div>
      <p className="mb-1 font-medium">{t("format")}</p>
      <div className="flex flex-col items-start gap-2">
        <Segmented
          label={t("format")}
          value={isWukongim(format) ? "wukongim" : format}
          onChange={onChange}
          options={[
            ...OWN.map((value) => ({ value, label: names(value) })),
            { value: "wukongim" as const, label: t("wukongim") },
          ]}
        />
        {isWukongim(format) ? (
          <Segmented
            label={t("wukongimEvent")}
            value={format}
            onChange={onChange}
            options={Object.entries(WUKONGIM).map(([value, label]) => ({
              value: value as keyof typeof WUKONGIM, // by its keys
              label,
            }))}
          />
        ) : null}
      </div>
      <p className="mt-1 max-w-prose text-muted text-sm">{t(`formatHint.${format}`)}</p>
    </div>
  );
}
