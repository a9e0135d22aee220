/** How much room the rows of lists take. */
export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

export const DENSITY_COOKIE = "density";

/** The reader's choice, else the roomy one. */
export const chooseDensity = (cookie: string | undefined): Density =>
  DENSITIES.find((density) => density === cookie) ?? "comfortable";
