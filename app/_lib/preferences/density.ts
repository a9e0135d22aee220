/** The heights of list rows. */
export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

export const DENSITY_COOKIE = "density";

/** The reader's choice, else `comfortable`. */
export const chooseDensity = (cookie: string | undefined): Density =>
  DENSITIES.find((density) => density === cookie) ?? "comfortable";
