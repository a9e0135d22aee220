/** The choices typed one a line, without blanks, empty lines and repetitions. */
export const choicesFrom = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  ),
];

/** The proposed key of an attribute with this name: `Contract end` gives `contract_end`. Other scripts stay as they are. */
export const keyFrom = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "");
