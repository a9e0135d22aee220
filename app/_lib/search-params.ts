/** A page's parameters as Next passes them: a repeated name has several values. */
export type SearchParams = Record<string, string | string[] | undefined>;

/** The first value of each parameter. */
export const firstOfEach = (params: SearchParams): [string, string][] =>
  Object.entries(params).flatMap(([name, value]): [string, string][] => {
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined ? [] : [[name, first]];
  });
