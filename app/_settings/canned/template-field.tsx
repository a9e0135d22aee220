"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import { useMe } from "@/app/_lib/session/me";
import { typeText } from "@/app/_lib/type-text";
import { MessageText } from "@/app/_shared/message/text/message-text";
import { FormatBar } from "@/app/_shell/composer/format/format-bar";
import { useFormat } from "@/app/_shell/composer/format/use-format";
import { Button } from "@/app/_ui/button";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";
import { Toggles } from "@/app/_ui/toggles";
import { CANNED_VARIABLES, cannedValues, fillIn } from "@/server/contract/organising/fill-in";

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
  const [shows, setShows] = useState<"text" | "preview">("text");
  const insert = (variable: string) => {
    if (!field.current) return;
    const { selectionStart: from, selectionEnd: to } = field.current;
    typeText(field.current, { from, to }, `{{${variable}}}`);
  };
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
          {CANNED_VARIABLES.map((variable) => (
            <MenuItem key={variable} onSelect={() => insert(variable)}>
              {t(`variable.${variable}`)}
            </MenuItem>
          ))}
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
  const values = cannedValues({
    contact: { name: t("sample.contact"), email: null, phone: null, customAttributes: {} },
    agent: me,
    displayId: 1024,
    inbox: t("sample.inbox"),
    account: me.account,
    date: new Intl.DateTimeFormat(undefined, { dateStyle: "long" }).format(),
  });
  return (
    <div className="min-h-36 rounded-s border border-line bg-hover px-3 py-2" dir="auto">
      <MessageText
        text={fillIn(text, {
          ...values,
          "contact.email": t("sample.email"),
          "contact.phone": t("sample.phone"),
        })}
      />
    </div>
  );
}
