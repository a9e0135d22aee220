/** An account has at most this many, so that a screen can hold all of them. */
export const LABELS_MAX = 500;

/** Each is readable on light and dark; what they look like is the screen's. */
export const LABEL_COLOURS = [
  "gray",
  "red",
  "orange",
  "yellow",
  "green",
  "teal",
  "blue",
  "purple",
  "pink",
] as const;
export type LabelColour = (typeof LABEL_COLOURS)[number];
