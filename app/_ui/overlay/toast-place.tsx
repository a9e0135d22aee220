/**
 * A place for toasts at the bottom of a pane: as high as the toast that lies on it, so that nothing is covered. The toast
 * lies on the first place that is visible (`useToastPlace`).
 */
export function ToastPlace() {
  return <div data-toast-place className="shrink-0" />;
}
