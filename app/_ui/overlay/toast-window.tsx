"use client";

import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { useEffect } from "react";
import { cn } from "@/app/_lib/class-names";
import { type ShownNotice, showBy } from "./toast";

/** Long enough to read it and to reach its button by key. */
const SHOWN_MS = 9_000;

const manager = Toast.createToastManager();

function show({ tone, text, detail, action }: ShownNotice): void {
  manager.add({
    title: text,
    type: tone,
    timeout: SHOWN_MS,
    // Screen readers announce a refusal immediately, and other toasts after a pause.
    priority: tone === "bad" ? "high" : "low",
    ...(detail === undefined ? {} : { description: detail }),
    ...(action === undefined ? {} : { actionProps: { children: action.label, onClick: action.run } }),
  });
}

/** The container of toasts; loaded after the page, hence the default export. */
export default function ToastWindow({ label, closeLabel }: { label: string; closeLabel: string }) {
  useEffect(() => showBy(show), []);
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport
          aria-label={label}
          className="fixed inset-x-3 top-16 z-50 flex flex-col gap-2 outline-none md:top-auto md:right-auto md:bottom-5 md:left-5 md:w-dialog"
        >
          <ToastList closeLabel={closeLabel} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList({ closeLabel }: { closeLabel: string }) {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={cn(
        "w-full rounded-m border bg-raised shadow-pop transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0 md:w-fit md:max-w-full",
        toast.type === "bad" ? "border-bad-line" : "border-line",
      )}
    >
      <Toast.Content className="flex min-h-10 items-center gap-3 py-1.5 pr-1.5 pl-3.5">
        <div className="min-w-0 flex-1">
          <Toast.Title
            className={cn("font-medium text-base tracking-normal", toast.type === "bad" && "text-bad")}
          />
          <Toast.Description className="text-muted text-sm" />
        </div>
        <Toast.Action className="rounded-s px-2 py-1 font-semibold text-accent hover:bg-hover" />
        <Toast.Close
          aria-label={closeLabel}
          className="grid size-7 place-items-center rounded-s text-muted hover:bg-hover"
        >
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
