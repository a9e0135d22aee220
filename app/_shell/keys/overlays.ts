/** An open overlay, which handles its keys itself. */
export const OVERLAYS = '[role="dialog"], [role="menu"], [role="listbox"]';
