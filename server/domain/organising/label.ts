/** The most labels of an account: a screen loads all of them. */
export const LABELS_MAX = 500;

/** Each is readable on light and dark backgrounds; screens define the shades. */
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
