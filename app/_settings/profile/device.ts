/** The first whose pattern is in a `User-Agent`; more particular ones first, as all call themselves Safari too. */
const BROWSERS = [
  ["Edge", /\bEdg(e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b(Chrome|CriOS|HeadlessChrome)\//],
  ["Safari", /\bSafari\//],
] as const;
const SYSTEMS = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X|Macintosh/],
  ["ChromeOS", /CrOS/],
  ["Linux", /Linux/],
] as const;

const nameIn = (agent: string, names: readonly (readonly [string, RegExp])[]): string | null =>
  names.find(([, pattern]) => pattern.test(agent))?.[0] ?? null;

/** What a browser and its system are called, as far as they are known; they name themselves as they like. */
export const deviceOf = (agent: string): { browser: string | null; system: string | null } => ({
  browser: nameIn(agent, BROWSERS),
  system: nameIn(agent, SYSTEMS),
});
