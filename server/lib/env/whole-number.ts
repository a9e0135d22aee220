import { z } from "zod";

type Bounds = {
  from: number;
  to: number;
  /** What it must be, of whatever is wrong with it. */
  error?: string;
};

/** A variable that is a whole number: one sentence refuses everything else, so that it is true of each value. */
export const wholeNumber = ({ from, to, error = `must be a whole number from ${from} to ${to}` }: Bounds) =>
  z.coerce.number(error).int(error).min(from, error).max(to, error);
