/** Whether a button does nothing now. One with the focus is `aria-disabled`, and keeps it. */
export const isDisabled = (button: HTMLElement): boolean => button.matches(":disabled, [aria-disabled=true]");
