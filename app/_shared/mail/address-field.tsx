"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useId,
  useState,
} from "react";
import { isComposing } from "@/app/_lib/is-composing";
import type { Addressee } from "@/server/contract/message/mail-addresses";
import { type AddressFault, parseAddresses } from "./parse-addresses";

type AddressFieldProps = {
  label: string;
  addresses: readonly Addressee[];
  /** All that the mail goes to, in whichever field. */
  present: readonly Addressee[];
  own: readonly string[];
  onChange: (addresses: Addressee[]) => void;
  inputRef?: RefObject<HTMLInputElement | null> | undefined;
  /** Keeps what is typed and no address yet for the next time that the field is shown. */
  kept?: { read: () => string; write: (text: string) => void };
};

/** The keys that end an address. */
const ENDS = new Set(["Enter", ",", ";", "，", "；"]);

/** Recipients of one kind: each a chip that can be removed, and a field that adds to them. */
export function AddressField({
  label,
  addresses,
  present,
  own,
  onChange,
  inputRef,
  kept,
}: AddressFieldProps) {
  const t = useTranslations("composer.mail");
  const ids = useId();
  const [typed, showTyped] = useState(() => kept?.read() ?? "");
  const [fault, setFault] = useState<AddressFault | null>(null);

  const setTyped = (text: string) => {
    showTyped(text);
    kept?.write(text);
  };
  /** Returns whether something was added. */
  const add = (text: string): boolean => {
    const { added, faults } = parseAddresses(text, { present, own });
    const [first] = faults;
    setFault(first ?? null);
    // What was no address stays, to be corrected; a duplicate is dropped.
    setTyped(faults.flatMap(({ kind, text: part }) => (kind === "duplicate" ? [] : [part])).join(", "));
    if (added.length > 0) onChange([...addresses, ...added]);
    return added.length > 0;
  };
  const addKept = useEffectEvent(() => typed.trim() !== "" && add(typed));
  useEffect(() => void addKept(), []);
  const faultText = fault ? t(`fault.${fault.kind}`, { address: fault.text }) : null;
  const isWrong = fault !== null && fault.kind !== "duplicate";
  const remove = (gone: Addressee) => onChange(addresses.filter((one) => one !== gone));
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (isComposing(event.nativeEvent)) return;
    const isCommand = event.metaKey || event.ctrlKey;
    // With Ctrl or Command it would send the form, which has not got this address yet.
    if (isCommand && (event.key !== "Enter" || typed.trim() === "")) return;
    const last = addresses.at(-1);
    if (ENDS.has(event.key)) {
      event.preventDefault();
      if (isCommand) event.stopPropagation();
      if (typed.trim() !== "") add(typed);
    } else if (event.key === "Backspace" && typed === "" && last) remove(last);
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData("text");
    if (typed === "" && pasted.includes("@") && add(pasted)) event.preventDefault();
  };
  return (
    <div className="min-w-0">
      <div className="flex min-w-0 items-start gap-2">
        <label htmlFor={ids} className="w-11 shrink-0 pt-1.5 text-muted text-sm">
          {label}
        </label>
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1 py-0.5">
          {addresses.map((one) => (
            <Chip key={one.address} one={one} onRemove={() => remove(one)} />
          ))}
          <input
            ref={(input) => {
              // A form around it is not submitted without an address that is to be corrected.
              input?.setCustomValidity(isWrong && typed !== "" ? (faultText ?? "") : "");
              if (inputRef) inputRef.current = input;
            }}
            id={ids}
            type="text"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => void (typed.trim() !== "" && add(typed))}
            aria-invalid={isWrong}
            aria-describedby={`${ids}-fault`}
            className="h-7 min-w-20 flex-1 bg-transparent px-1 outline-none pointer-coarse:h-10"
          />
        </div>
      </div>
      <p id={`${ids}-fault`} role="status" className="pl-13 text-bad text-sm empty:hidden">
        {faultText}
      </p>
    </div>
  );
}

function Chip({ one, onRemove }: { one: Addressee; onRemove: () => void }) {
  const t = useTranslations("composer.mail");
  const { name, address } = one;
  return (
    <span
      title={name === "" ? address : `${name} <${address}>`}
      className="inline-flex min-w-0 max-w-full items-center rounded-full border border-line bg-hover pl-2 text-sm"
    >
      <bdi className="truncate">{name === "" ? address : `${name} <${address}>`}</bdi>
      <button
        type="button"
        aria-label={t("remove", { address })}
        onClick={onRemove}
        className="grid size-6 shrink-0 place-items-center rounded-full text-muted hover:text-fg pointer-coarse:size-9"
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}
