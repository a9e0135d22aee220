/** @jsxImportSource preact */
import type { TargetedEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useParts } from "./context";
import { EMOJI } from "./emoji";
import { Icon } from "./icons";
import { useFiles } from "./use-files";

const HEIGHT_MAX_PX = 120;

/** The field for a message with its files. Enter sends, Shift+Enter begins a line; Enter that ends a composition does neither. */
export function Composer({
  id,
  takesFocus,
  onSend,
}: {
  /** Of the conversation. */
  id: number | null;
  /** It replaces what had the focus. */
  takesFocus: boolean;
  onSend: (text: string, files: ReturnType<typeof useFiles>["drafts"]) => void;
}) {
  const { chat, t } = useParts();
  const { draft } = chat;
  const [text, setShown] = useState((draft.id === id && draft.text) || "");
  const [isPicking, setPicking] = useState(false);
  const { drafts, refusal, add, remove, clear } = useFiles();
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const areUploaded = drafts.every(({ file }) => file);
  const canSend = (text.trim() !== "" || drafts.length > 0) && areUploaded;

  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.height = "auto";
    current.style.height = `${Math.min(current.scrollHeight, HEIGHT_MAX_PX)}px`;
  }, [text]);

  function setText(written: string): void {
    Object.assign(draft, { id, text: written });
    setShown(written);
  }

  function send(): void {
    const written = field.current?.value.trim() ?? ""; // a key may come before the state has the text
    if ((!written && drafts.length === 0) || !areUploaded) return;
    onSend(written, drafts);
    setText("");
    clear();
    setPicking(false);
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape" && isPicking) {
      event.stopPropagation();
      setPicking(false);
    }
    // 229: Safari ends a composition before it reports the key.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  }

  function onInput(event: TargetedEvent<HTMLTextAreaElement>): void {
    setText(event.currentTarget.value);
    chat.announceTyping(event.currentTarget.value !== "");
  }

  function onPaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  }

  function insert(character: string): void {
    const at = field.current?.selectionStart ?? text.length;
    setText(text.slice(0, at) + character + text.slice(field.current?.selectionEnd ?? at));
    field.current?.focus();
  }

  return (
    <div class="composer">
      {refusal && (
        <p class="notice bad" role="alert">
          {refusal}
        </p>
      )}
      {drafts.length > 0 && (
        <ul class="drafts">
          {drafts.map(({ key, name, part, file }) => (
            <li key={key}>
              <Icon name="file" />
              <span class="ellipsis">{name}</span>
              {!file && (
                <progress
                  max={1}
                  value={part}
                  aria-label={t("uploading", { name, percent: Math.round(part * 100) })}
                />
              )}
              <button
                type="button"
                class="plain"
                aria-label={t("remove", { name })}
                onClick={() => remove(key)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {isPicking && (
        <div class="emoji-picker">
          {EMOJI.map((character) => (
            <button key={character} type="button" onClick={() => insert(character)}>
              {character}
            </button>
          ))}
        </div>
      )}
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={t("composer")}
          aria-label={t("composer")}
          dir="auto"
          maxLength={10_000}
          onInput={onInput}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => chat.announceTyping(false)}
        />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            add(currentTarget.files ?? []);
            currentTarget.value = "";
          }}
        />
        <div class="tools">
          <button
            type="button"
            class="plain"
            aria-label={t("attach")}
            onClick={() => picker.current?.click()}
          >
            <Icon name="attach" />
          </button>
          <button
            type="button"
            class="plain"
            aria-label={t("emoji")}
            aria-expanded={isPicking}
            onClick={() => setPicking(!isPicking)}
          >
            <Icon name="emoji" />
          </button>
          <span class="grow" />
          <button type="button" class="submit" aria-label={t("send")} disabled={!canSend} onClick={send}>
            <Icon name="send" />
          </button>
        </div>
      </div>
      <DropTarget onFiles={add} />
    </div>
  );
}

/** Accepts files that are dropped anywhere on the panel. */
function DropTarget({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const { t } = useParts();
  const [isOver, setOver] = useState(false);
  const mark = useRef<HTMLDivElement>(null);
  const accept = useRef(onFiles);
  accept.current = onFiles;
  useEffect(() => {
    const panel = mark.current?.closest(".panel");
    if (!(panel instanceof HTMLElement)) return;
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (!(relatedTarget instanceof Node) || !panel.contains(relatedTarget)) setOver(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      accept.current(event.dataTransfer?.files ?? []);
    };
    panel.addEventListener("dragover", over);
    panel.addEventListener("dragleave", leave);
    panel.addEventListener("drop", drop);
    return () => {
      panel.removeEventListener("dragover", over);
      panel.removeEventListener("dragleave", leave);
      panel.removeEventListener("drop", drop);
    };
  }, []);
  return (
    <div ref={mark} class={isOver ? "drop over" : "drop"} aria-hidden="true">
      {t("dropFiles")}
    </div>
  );
}
