/** An open overlay, which handles its keys itself; one that is fading away no longer does. */
export const OVERLAYS = ["dialog", "menu", "listbox"]
  .map((role) => `[role="${role}"]:not([data-closed])`)
  .join(", ");
