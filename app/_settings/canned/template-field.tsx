"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useMe } from "@/app/_lib/session/me";
import { typeText } from "@/app/_lib/type-text";
import { CheckList } from "@/app/_shared/choice/check-list";
import { MessageText } from "@/app/_shared/message/text/message-text";
import { useInboxes, useTeams } from "@/app/_shared/use-account";
import { FormatBar } from "@/app/_shell/composer/format/format-bar";
import { useFormat } from "@/app/_shell/composer/format/use-format";
import { Button } from "@/app/_ui/button";
import { Toggles } from "@/app/_ui/check";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import { SelectField } from "@/app/_ui/select";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CANNED_VISIBILITIES } from "@/server/contract/organising/constants";
import { cannedValues, fillIn } from "@/server/contract/organising/fill-in";
import { type NamedVariable, useVariables } from "./use-variables";

type TemplateFieldProps = {
  label: string;
  name?: string;
  maxLength: number;
  defaultValue: string;
  onChange?: (text: string) => void;
};

/** A text with variables: formatted by buttons and keys, with a preview of what a customer gets. */
export function TemplateField({ label, name, maxLength, defaultValue, onChange }: TemplateFieldProps) {
  const t = useTranslations("settings.canned");
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const format = useFormat(field);
  const [text, setText] = useState(defaultValue);
  const variables = useVariables();
  const [shows, setShows] = useState<"text" | "preview">("text");
  const insert = (variable: string) => {
    if (!field.current) return;
    const { selectionStart: from, selectionEnd: to } = field.current;
    typeText(field.current, { from, to }, `{{${variable}}}`);
  };
  const item = ({ variable, name: words }: NamedVariable) => (
    <MenuItem key={variable} onSelect={() => insert(variable)}>
      {words}
    </MenuItem>
  );
  return (
    <div>
      <div className="mb-1 flex items-center justify-between gap-2">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <Toggles
          label={t("shows")}
          value={shows}
          options={[
            { value: "text", label: t("write") },
            { value: "preview", label: t("preview") },
          ]}
          onChange={setShows}
        />
      </div>
      <div
        className={
          shows === "text"
            ? "rounded-s border border-line-strong bg-surface focus-within:border-accent"
            : "hidden"
        }
      >
        <FormatBar isNote={false} inboxId={0} onFormat={(one) => void format.apply(one)} />
        <textarea
          ref={field}
          id={id}
          name={name}
          required
          maxLength={maxLength}
          rows={6}
          dir="auto"
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            onChange?.(target.value);
          }}
          onKeyDown={format.onKey}
          // A browser reports what is missing at fields in sight only, and nothing at all otherwise.
          onInvalid={() => flushSync(() => setShows("text"))}
          aria-describedby={`${id}-note`}
          className="block w-full bg-transparent px-2.5 py-1.5 outline-none"
        />
      </div>
      {shows === "preview" ? <Preview text={text} /> : null}
      <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Menu
          align="start"
          trigger={
            <Button size="sm">
              {t("insertVariable")}
              <ChevronDown size={14} aria-hidden className="text-muted" />
            </Button>
          }
        >
          {variables.builtIn.map(item)}
          {variables.custom.length > 0 ? <MenuLine /> : null}
          {variables.custom.map(item)}
        </Menu>
        <p id={`${id}-note`} className="min-w-44 flex-1 text-muted text-sm wrap-anywhere">
          {t.rich("fallbackHint", {
            code: (words) => <code className="font-mono text-fg">{`{{${String(words)}}}`}</code>,
          })}
        </p>
      </div>
    </div>
  );
}

/** The text filled in for an imagined customer. */
function Preview({ text }: { text: string }) {
  const t = useTranslations("settings.canned");
  const me = useMe();
  const { custom } = useVariables();
  const ofFields = Object.fromEntries(
    custom.map(({ variable, field }) => [variable, t("sample.field", { field })]),
  );
  const values = cannedValues({
    contact: { name: t("sample.contact"), email: null, phone: null, customAttributes: {} },
    agent: me,
    conversation: { displayId: 1024, customAttributes: {} },
    inbox: t("sample.inbox"),
    account: me.account,
    date: new Intl.DateTimeFormat(undefined, { dateStyle: "long" }).format(),
  });
  return (
    <div className="min-h-36 rounded-s border border-line bg-hover px-3 py-2" dir="auto">
      <MessageText
        text={fillIn(text, {
          ...ofFields,
          ...values,
          "contact.email": t("sample.email"),
          "contact.phone": t("sample.phone"),
        })}
      />
    </div>
  );
}

/** Who is offered a canned reply. Only a new one can be somebody's own. */
export function VisibilityField({ reply }: { reply: CannedReplyDto | null }) {
  const t = useTranslations("settings.canned");
  const inboxes = useInboxes();
  const { teams } = useTeams();
  const [visibility, setVisibility] = useState(reply?.visibility ?? "everybody");
  const options = CANNED_VISIBILITIES.filter((one) => reply === null || one !== "own");
  return (
    <div className="flex flex-col gap-2">
      <SelectField
        label={t("visibility")}
        name="visibility"
        value={visibility}
        options={options.map((value) => ({ value, label: t(`visibilities.${value}`) }))}
        onChange={setVisibility}
      />
      {visibility === "inboxes" ? (
        <Choices key="inboxes" legend={t("inboxes")} name="inbox" items={inboxes} chosen={reply?.inboxIds} />
      ) : null}
      {visibility === "teams" ? (
        <Choices key="teams" legend={t("teams")} name="team" items={teams} chosen={reply?.teamIds} />
      ) : null}
    </div>
  );
}

type ChoicesProps = {
  legend: string;
  name: string;
  items: readonly { id: number; name: string }[];
  chosen: readonly number[] | undefined;
};

function Choices({ items, chosen: first = [], ...rest }: ChoicesProps) {
  const [chosen, setChosen] = useState(first);
  return (
    <CheckList
      isLegendHidden
      layout="boxed"
      items={items.map(({ id, name }) => ({ value: id, label: name }))}
      chosen={chosen}
      onChange={setChosen}
      {...rest}
    />
  );
}
